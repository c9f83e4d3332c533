import { basename } from 'node:path';
import { BrowserWindow, dialog, type WebContents } from 'electron';
import type { ChosenFile } from '../file-register.ts';
import type { FileChooser } from '../page-files.ts';

/** Asks for files in dialogs of the window that a page is in. */
export function fileDialogs(contents: WebContents): FileChooser {
  return {
    async save(suggestedName) {
      const { canceled, filePath } = await dialog.showSaveDialog(windowOf(contents), {
        defaultPath: suggestedName,
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
      return canceled || filePath === '' ? null : chosen(filePath);
    },
    async open() {
      const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(contents), {
        properties: ['openFile'],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? null : chosen(path);
    },
  };
}

function chosen(path: string): ChosenFile {
  return { path, name: basename(path), temporary: false };
}

function windowOf(contents: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(contents);
  if (!window) throw new Error('the page has no window any more');
  return window;
}
