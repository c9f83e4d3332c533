import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * The names under which a browser reaches a loopback address. A page of any other site has another name in `Host`, also
 * when that name has been made to point here (DNS rebinding). The port is free, since an SSH port-forward changes it.
 */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/;

/**
 * Why a request is none of a page of this server; null when it is. With `origin: 'required'` it must say so itself;
 * browsers do, except where a page only reads from its own server or is itself being opened.
 */
export function whyForeign(headers: IncomingHttpHeaders, origin: 'required' | 'optional'): Refusal | null {
  if (!LOOPBACK_HOST.test(headers.host ?? '')) {
    return { status: 403, reason: 'This server is reached as 127.0.0.1, localhost or [::1] alone.' };
  }
  const isOwn = headers.origin === `http://${headers.host}`;
  if (isOwn || (headers.origin === undefined && origin === 'optional')) return null;
  return { status: 403, reason: 'Only pages of this server may do this.' };
}
