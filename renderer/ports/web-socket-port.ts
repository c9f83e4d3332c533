import { type ErrorData, InspectorError } from '../../shared/errors.ts';
import { type Port, type Request, Response } from '../../shared/wire.ts';

const OPERATION = 'connect to the inspector';

const wrongAddress: ErrorData = {
  code: 'not-permitted',
  operation: OPERATION,
  message: 'This page has no permission to talk to the inspector.',
  hint: 'Open the whole address that the program printed last: what follows the # is a key that lets one browser in, and a fresh one is printed for the next.',
};

/**
 * Connects the page to the browser shell that served it. A token in the address (`#token=…`) is exchanged for a cookie
 * first and taken out of the address, so that it stays neither in the history nor in a shared link.
 */
export async function connectWebSocket(): Promise<Port<Request, Response>> {
  await exchangeToken();
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/wire`);
  await opened(socket);
  return portOf(socket);
}

async function exchangeToken(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  const answer = await post('/session', { token });
  if (answer.status === 401 || answer.status === 403) throw new InspectorError(wrongAddress);
  if (!answer.ok) throw notReached(`The server answered ${answer.status} ${answer.statusText}.`);
  history.replaceState(null, '', location.pathname + location.search);
}

async function post(path: string, body: unknown): Promise<globalThis.Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw notReached(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Waits for the connection. A refused one does not tell the page why, so the server is asked in a way that does. */
function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => void whyRefused().then(reject), { once: true });
  });
}

async function whyRefused(): Promise<InspectorError> {
  try {
    const answer = await fetch('/wire');
    if (answer.status === 401 || answer.status === 403) return new InspectorError(wrongAddress);
    return notReached(`The server refused the connection (${answer.status} ${answer.statusText}).`);
  } catch (cause) {
    return notReached(cause instanceof Error ? cause.message : String(cause));
  }
}

function notReached(detail: string): InspectorError {
  return new InspectorError({
    code: 'target-lost',
    operation: OPERATION,
    message: 'The inspector cannot be reached.',
    detail,
    hint: 'Look whether the program still runs where you started it. This page connects again by itself.',
  });
}

function portOf(socket: WebSocket): Port<Request, Response> {
  return {
    send(message) {
      // What is sent into a closing socket is answered by its close.
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = parse(event.data);
        if (message) listener(message);
        else socket.close(4000, 'message not understood');
      });
    },
    onClose(listener) {
      socket.addEventListener('close', ({ code, reason }) => {
        listener(reason || `The connection was closed (code ${code}).`);
      });
    },
  };
}

function parse(data: unknown): Response | null {
  if (typeof data !== 'string') return null;
  try {
    return Response.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}
