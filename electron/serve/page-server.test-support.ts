import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { createClient, type InspectorClient } from '../../shared/client.ts';
import { type Request, Response } from '../../shared/wire.ts';
import { securityHeaders } from '../built-files.ts';
import { FileRegister } from '../file-register.ts';
import { admit } from '../gate.ts';
import { createPageFiles } from '../page-files.ts';
import { createFileTransfer } from './file-transfer.ts';
import { startPageServer } from './page-server.ts';

export const offer = {
  targetId: 'sandbox',
  title: 'Sandbox',
  subtitle: 'private',
  unavailable: null,
  locked: false,
};

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Connection {
  readonly socket: WebSocket;
  readonly messages: Response[];
  readonly closed: Promise<{ code: number; reason: string }>;
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

const emptyExport = { flows: 0, bytes: 0, tookMs: 0, stopped: false, lost: [], leftOut: [] };

/** The largest file that the test server takes. */
export const MOST_BYTES = 1_000_000;

/** A server with a one-line page, in front of an engine that answers target.list, exports as it is told, and leaves everything else waiting. */
export async function startTestServer() {
  const addresses: string[] = [];
  const logged: string[] = [];
  const pageCounts: number[] = [];
  const engineCalls: { name: string; signal: AbortSignal | undefined }[] = [];
  const offers = [offer];
  const sockets: WebSocket[] = [];
  let writeExport = () => Promise.resolve();
  const log = (line: string) => logged.push(line);

  const engine: InspectorClient = {
    call: (name, _input, signal) => {
      engineCalls.push({ name, signal });
      return new Promise((resolve) => {
        if (name === 'target.list') resolve(offers as never);
        if (name === 'flows.export') void writeExport().then(() => resolve(emptyExport as never));
      });
    },
    subscribe: () => () => undefined,
  };
  const register = new FileRegister();
  const transfer = createFileTransfer(register, MOST_BYTES);
  const headers = { ...securityHeaders, 'content-type': 'text/html; charset=utf-8' };
  const server = await startPageServer({
    port: 0,
    files: new Map([['/', { headers, content: Buffer.from('<!doctype html>') }]]),
    transfer,
    admitPage(port) {
      const files = createPageFiles(engine, register, transfer.chooser);
      port.onClose(files.close);
      admit(port, files.client, { checkOutputs: true, log });
    },
    announce: (address) => addresses.push(address),
    onPages: (count) => pageCounts.push(count),
    log,
  });
  const { port } = server;
  const origin = `http://127.0.0.1:${port}`;

  /** Any request, with whatever headers, as no browser would let a page send it. */
  function ask(method: string, path: string, own: OutgoingHttpHeaders = {}, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: own, agent: false });
      request.on('response', (response) => {
        const { statusCode: status = 0, headers: received } = response;
        text(response).then((answer) => resolve({ status, headers: received, body: answer }), reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  function exchange(token: string, more: OutgoingHttpHeaders = {}): Promise<Answer> {
    const body = JSON.stringify({ token });
    const own = { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return ask('POST', '/session', { ...own, ...more }, body);
  }

  const lastToken = () => addresses.at(-1)?.split('#token=')[1] ?? '';

  /** The cookie that a browser gets for the address printed last. */
  async function signIn(): Promise<string> {
    const { headers: received } = await exchange(lastToken());
    return received['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  /** A WebSocket, or the HTTP status with which it was refused. */
  function connect(own: Record<string, string>, path = '/wire'): Promise<Connection | number> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: own });
      sockets.push(socket);
      const messages: Response[] = [];
      socket.on('message', (data) => messages.push(Response.parse(JSON.parse(data.toString()))));
      const closed = new Promise<{ code: number; reason: string }>((settle) => {
        socket.on('close', (code, reason) => settle({ code, reason: reason.toString() }));
      });
      socket.on('open', () => resolve({ socket, messages, closed }));
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on('error', reject);
    });
  }

  /** A page that has signed in, unless it brings a cookie, and is connected. */
  async function connectPage(cookie?: string): Promise<Connection> {
    const connection = await connect({ origin, cookie: cookie ?? (await signIn()) });
    if (typeof connection === 'number') throw new Error(`refused with ${connection}`);
    return connection;
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.terminate();
    await server.stop();
    await transfer.stop();
  }

  return {
    ...{ origin, register, addresses, logged, pageCounts, engineCalls, offers },
    answerExport(write: () => Promise<void>) {
      writeExport = write;
    },
    ...{ ask, exchange, lastToken, signIn, connect, connectPage, stop, stopGently: () => server.stop() },
  };
}

/** The page's own client over a connection. */
export function clientOf({ socket }: Connection): InspectorClient {
  return createClient({
    send: (message: Request) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => {
      socket.on('message', (data) => listener(Response.parse(JSON.parse(data.toString()))));
    },
    onClose: (listener) => socket.on('close', (_code, reason) => listener(reason.toString())),
  });
}
