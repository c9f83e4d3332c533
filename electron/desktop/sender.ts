import { PAGE_ORIGIN } from './page-address.ts';

/** As much of a frame as tells whether to listen to it. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/** Why a message does not come from the app's own page; null when it does. */
export function whyStranger(frame: SenderFrame | null): string | null {
  if (!frame) return 'its frame is gone';
  if (frame.parent !== null) return 'it comes from a frame inside a page';
  if (frame.origin !== PAGE_ORIGIN) return `its origin is ${frame.origin.slice(0, 200)}`;
  return null;
}
