import type { IpcMain, IpcMainEvent, WebContents, WebFrameMain } from 'electron';
import type { ErrorData } from '../../shared/errors.ts';
import type { Port, Response } from '../../shared/wire.ts';
import { REQUEST_CHANNEL, RESPONSE_CHANNEL } from '../channels.ts';
import { whyStranger } from './sender.ts';

export interface PagesOptions {
  /** Lets a page in through the gate. */
  readonly admitPage: (port: Port<Response, unknown>, contents: WebContents) => void;
  /** Takes a line about each message that was refused. */
  readonly log: (line: string) => void;
}

/** One loaded page. A window that is reloaded gets another. */
interface Page {
  readonly id: unknown;
  receive(message: unknown): void;
  close(reason: string): void;
}

/**
 * Listens to the windows' pages and to nobody else. A page is let in with its first message, and ends when its window
 * is reloaded, crashes or closes; what it has under way is cancelled then.
 */
export function listenToPages(ipcMain: IpcMain, options: PagesOptions): void {
  const pages = new Map<WebContents, Page>();

  ipcMain.on(REQUEST_CHANNEL, (event: IpcMainEvent, id: unknown, message: unknown) => {
    const { sender, senderFrame } = event;
    const reason = whyStranger(senderFrame) ?? (isPageId(id) ? null : 'it names no page');
    if (reason !== null || senderFrame === null) {
      options.log(`Refused a message: ${reason}`);
      event.reply(RESPONSE_CHANNEL, id, { kind: 'error', id: 0, error: notPermitted } satisfies Response);
      return;
    }
    pageOf(sender, senderFrame, id).receive(message);
  });

  function pageOf(contents: WebContents, frame: WebFrameMain, id: unknown): Page {
    const known = pages.get(contents);
    if (known && known.id === id) return known;
    if (known) known.close('the page was reloaded');
    else watch(contents);
    const page = openPage(id, frame, (port) => options.admitPage(port, contents));
    pages.set(contents, page);
    return page;
  }

  function watch(contents: WebContents): void {
    contents.on('render-process-gone', () => pages.get(contents)?.close('the page crashed'));
    contents.once('destroyed', () => {
      pages.get(contents)?.close('the window was closed');
      pages.delete(contents);
    });
  }
}

/** Whether this is an id as the preload script makes them. */
function isPageId(id: unknown): boolean {
  return typeof id === 'string' && id.length === 36;
}

function openPage(
  id: unknown,
  frame: WebFrameMain,
  admitPage: (port: Port<Response, unknown>) => void,
): Page {
  const messageListeners: ((message: unknown) => void)[] = [];
  const closeListeners: ((reason: string) => void)[] = [];
  admitPage({
    send(message) {
      if (!frame.isDestroyed()) frame.send(RESPONSE_CHANNEL, id, message);
    },
    onMessage: (listener) => messageListeners.push(listener),
    onClose: (listener) => closeListeners.push(listener),
  });
  return {
    id,
    receive(message) {
      for (const listener of messageListeners) listener(message);
    },
    close(reason) {
      for (const listener of closeListeners.splice(0)) listener(reason);
    },
  };
}

const notPermitted: ErrorData = {
  code: 'not-permitted',
  operation: 'talk to the inspector',
  message: 'Only the page of the inspector itself may talk to it.',
};
