import { type App, shell } from 'electron';
import { isDocumentation } from './documentation.ts';
import { PAGE_URL } from './page-address.ts';

/**
 * Keeps every page of the app where it is: no other address, no frame, no new window and no webview. A link to the
 * documentation opens in the person's browser.
 */
export function restrictNavigation(app: App, log: (line: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      // A reload from within the page comes here too.
      if (event.isMainFrame && event.url === PAGE_URL) return;
      event.preventDefault();
      log(`Refused to navigate to ${event.url.slice(0, 200)}`);
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isDocumentation(url)) void shell.openExternal(url);
      else log(`Refused to open ${url.slice(0, 200)}`);
      return { action: 'deny' };
    });
  });
}
