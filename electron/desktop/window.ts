import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE_URL } from './page-address.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** The page's own backgrounds, so that nothing flashes before it has painted. */
const BACKGROUND = { dark: '#0f1216', light: '#f5f7f9' };

export interface WindowOptions {
  readonly title: string;
  /** Absolute path of the preload script. */
  readonly preload: string;
  readonly devTools: boolean;
  /** Where to keep the window's place and size. */
  readonly stateFile: string;
  /** Takes a line about what could not be kept. */
  readonly log: (line: string) => void;
}

/** Opens a window on the page where the last one was, and shows it once it has something to show. */
export function openWindow({ title, preload, devTools, stateFile, log }: WindowOptions): void {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const state = readWindowState(stateFile, screens);
  const window = new BrowserWindow({
    title,
    ...(state?.bounds ?? { width: 1440, height: 900 }),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      // It would fetch dictionaries from the network.
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (state?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    try {
      writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (thrown) {
      log(`The window's place is not kept: ${thrown}`);
    }
  });
  void window.loadURL(PAGE_URL);
}

/** Brings the app to the front for somebody who started it a second time. */
export function showAgain(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}
