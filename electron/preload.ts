import { contextBridge, ipcRenderer } from 'electron';
import type { Request } from '../shared/wire.ts';
import { COMMAND_CHANNEL, REQUEST_CHANNEL, RESPONSE_CHANNEL } from './channels.ts';

// All that a page of this app can reach of Electron: one port to the inspector, and what is chosen from the window's menu. What its messages say is checked by the
// gate; here only what cannot be one is kept from leaving.

const kinds: Record<Request['kind'], true> = {
  call: true,
  cancel: true,
  subscribe: true,
  acknowledge: true,
  unsubscribe: true,
};

// Answers to the page that was here before a reload must not reach this one: both count their calls from 1.
const page = crypto.randomUUID();

contextBridge.exposeInMainWorld('inspectorPort', {
  send(message: unknown): void {
    const kind =
      typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
      throw new TypeError('Not a message to the inspector.');
    ipcRenderer.send(REQUEST_CHANNEL, page, message);
  },
  onMessage(listener: (message: unknown) => void): void {
    ipcRenderer.on(RESPONSE_CHANNEL, (_event, addressee: unknown, message: unknown) => {
      if (addressee === page) listener(message);
    });
  },
});

contextBridge.exposeInMainWorld('inspectorMenu', {
  onCommand(listener: (id: unknown) => void): void {
    ipcRenderer.on(COMMAND_CHANNEL, (_event, id: unknown) => listener(id));
  },
});
