import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, ipcMain, session } from 'electron';
import { readBuiltFiles } from './built-files.ts';
import { registerAppScheme, serveAppScheme } from './desktop/app-scheme.ts';
import { fileDialogs } from './desktop/file-dialogs.ts';
import { setMenu } from './desktop/menu.ts';
import { restrictNavigation } from './desktop/navigation-policy.ts';
import { listenToPages } from './desktop/pages.ts';
import { restrictSession } from './desktop/session-policy.ts';
import { openWindow, showAgain } from './desktop/window.ts';
import { startEngine } from './engine/client.ts';
import { FileRegister } from './file-register.ts';
import { admit } from './gate.ts';
import { createPageFiles } from './page-files.ts';

// The desktop shell: one window on the page, and the engine behind the gate.

const here = (path: string) => new URL(path, import.meta.url);
const log = (line: string) => console.error(line);
const isPackaged = app.isPackaged;

registerAppScheme();
app.enableSandbox();
restrictNavigation(app, log);
app.on('window-all-closed', () => app.quit());
// Without a listener here, execa would end the process by the signal and past 'will-quit'.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showAgain);
  void app.whenReady().then(start);
} else {
  app.quit();
}

function start(): void {
  const register = new FileRegister();
  const engine = startEngine({
    workerUrl: here('./engine.js'),
    pathOfFile: (token) => register.pathOf(token),
    log,
  });
  // All windows are gone by then, so nothing can ask for the engine any more.
  app.once('will-quit', (event) => {
    event.preventDefault();
    void engine.stop().finally(() => app.quit());
  });

  serveAppScheme(readBuiltFiles(fileURLToPath(here('../renderer'))));
  restrictSession(session.defaultSession, { allowDevTools: !isPackaged, log });
  listenToPages(ipcMain, {
    admitPage(port, contents) {
      const files = createPageFiles(engine.client, register, fileDialogs(contents));
      port.onClose(files.close);
      admit(port, files.client, { checkOutputs: !isPackaged, log });
    },
    log,
  });
  setMenu(!isPackaged);
  openWindow({
    title: app.getName(),
    preload: fileURLToPath(here('../preload/preload.cjs')),
    devTools: !isPackaged,
    stateFile: join(app.getPath('userData'), 'window-state.json'),
    log,
  });
}
