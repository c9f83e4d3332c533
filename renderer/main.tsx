import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { commandActions } from './command-actions.ts';
import { provideActions } from './commands.ts';
import { connect } from './ports/connect.ts';
import { listenToMenu } from './ports/electron-menu.ts';
import { loadPreferences } from './preferences.ts';
import { startSession, tryAgain } from './session.ts';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');

loadPreferences();
provideActions(commandActions);
startSession(connect);
listenToMenu();
// An address pasted into an open page, with a fresh token, loads nothing anew.
window.addEventListener('hashchange', () => void tryAgain());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
