import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BuiltFile, securityHeaders } from '../built-files.ts';
import { type FileTransfer, isFileRequest } from './file-transfer.ts';
import { readToken } from './read-token.ts';
import { pathOf, type Refusal, refuse } from './refusal.ts';
import { whyForeign } from './same-origin.ts';
import type { SignIn } from './sign-in.ts';

export interface AnswerOptions {
  readonly files: ReadonlyMap<string, BuiltFile>;
  readonly signIn: SignIn;
  readonly transfer: FileTransfer;
  readonly log: (line: string) => void;
}

/** Answers every HTTP request: the page's files, `POST /session`, `/files/<token>`, and for all else a refusal that says why. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { files, signIn, transfer, log }: AnswerOptions,
): Promise<void> {
  const refusal = await grant();
  if (!refusal) return;
  log(`Refused ${request.method} ${pathOf(request).slice(0, 100)}: ${refusal.status} ${refusal.reason}`);
  refuse(response, refusal);

  async function grant(): Promise<Refusal | null> {
    const path = pathOf(request);
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const foreign = whyForeign(request.headers, reads ? 'optional' : 'required');
    if (foreign) return foreign;
    if (path === '/session') return request.method === 'POST' ? startSession() : notAllowed('POST');
    if (isFileRequest(request)) return whySignedOut(request, signIn) ?? transfer.answer(request, response);
    if (!reads) return notAllowed('GET, HEAD');
    if (path === '/wire') return whySignedOut(request, signIn) ?? upgradeRequired;
    return serveFile(files.get(path));
  }

  async function startSession(): Promise<Refusal | null> {
    const done = { ...securityHeaders, 'cache-control': 'no-store' };
    // A browser that is let in already, such as with a page opened twice, leaves the token for another.
    if (signIn.isSignedIn(request.headers.cookie)) {
      response.writeHead(204, done).end();
      return null;
    }
    const token = await readToken(request);
    if (token === null) return { status: 400, reason: 'A token is expected, as {"token": "…"}.' };
    const cookie = signIn.exchange(token);
    if (cookie === null)
      return { status: 403, reason: 'This token is wrong or used. A fresh one is printed.' };
    response.writeHead(204, { ...done, 'set-cookie': cookie }).end();
    return null;
  }

  function serveFile(file: BuiltFile | undefined): Refusal | null {
    if (!file) return { status: 404, reason: 'There is no such file.' };
    response.writeHead(200, { ...file.headers, 'content-length': file.content.length });
    response.end(request.method === 'HEAD' ? undefined : file.content);
    return null;
  }
}

/** Why a request has no part in the session; null when it has. */
export function whySignedOut({ headers }: IncomingMessage, signIn: SignIn): Refusal | null {
  if (signIn.isSignedIn(headers.cookie)) return null;
  return { status: 401, reason: 'Open the address that the program printed.' };
}

/** A page asks for `/wire` like this to learn why its WebSocket was refused, which browsers do not tell it. */
const upgradeRequired: Refusal = {
  status: 426,
  reason: 'This is a WebSocket.',
  headers: { upgrade: 'websocket' },
};

function notAllowed(allow: string): Refusal {
  return { status: 405, reason: `Only ${allow} is possible here.`, headers: { allow } };
}
