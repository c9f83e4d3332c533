import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './ports/connect.ts';
import { loadPreferences } from './preferences.ts';
import { startSession } from './session.ts';
import './ui/tokens.css';
import './ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');

loadPreferences();
startSession(connect);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
