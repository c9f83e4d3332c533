import { type Port, type Request, Response } from '../../shared/wire.ts';

/** What the preload script gives the page. */
export interface InspectorPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

declare global {
  interface Window {
    readonly inspectorPort?: InspectorPort;
  }
}

/** The page's end of the bridge to Electron's main process. It lives as long as the window. */
export function electronPort(bridge: InspectorPort): Port<Request, Response> {
  return {
    send: (message) => bridge.send(message),
    onMessage(listener) {
      bridge.onMessage((message) => {
        const response = Response.safeParse(message);
        if (response.success) listener(response.data);
      });
    },
    onClose: () => undefined,
  };
}
