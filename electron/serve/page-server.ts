import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Port, Response } from '../../shared/wire.ts';
import type { BuiltFile } from '../built-files.ts';
import { answer, whySignedOut } from './answer.ts';
import { type FileTransfer, isFileRequest } from './file-transfer.ts';
import { listenOnLoopback } from './loopback.ts';
import { pathOf, type Refusal, refuse, refuseUpgrade } from './refusal.ts';
import { whyForeign } from './same-origin.ts';
import { createSignIn } from './sign-in.ts';
import { MAX_MESSAGE_BYTES, wirePort } from './wire-socket.ts';

/** Pages that may be connected at a time. */
export const MAX_PAGES = 32;

/** Nothing long is sent here over HTTP but files: what else dawdles is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Close code of RFC 6455 for a server that ends. */
const GOING_AWAY = 1001;

export interface PageServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Every file that may be asked for, by path. */
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** Takes files in and gives them out. */
  readonly transfer: FileTransfer;
  /** Lets a page in that has shown that it may. */
  readonly admitPage: (port: Port<Response, unknown>) => void;
  /** Takes each address that lets one browser in: the first, and a fresh one whenever the last was used. */
  readonly announce: (address: string) => void;
  /** Told how many pages are connected whenever that changes. */
  readonly onPages: (count: number) => void;
  /** Takes a line about each request that was refused. */
  readonly log: (line: string) => void;
}

export interface PageServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves the page and its WebSocket on the loopback addresses. Throws an InspectorError when it cannot listen.
 *
 * Any site that the person visits can send requests here, so each is checked before anything else: it must name a
 * loopback host and, where it does more than read, come from a page of this server. The files hold no secret; to be
 * connected to the inspector a page needs the session cookie.
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { files, transfer, log } = options;
  const signIn = createSignIn(announce);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // Saves the memory and time of a compressor per page; `ssh -C` compresses where a line is slow.
    perMessageDeflate: false,
  });
  const { servers, port } = await listenOnLoopback(create, options.port);
  announce();

  function announce(): void {
    options.announce(`http://127.0.0.1:${port}/#token=${signIn.token()}`);
  }

  function create(): Server {
    const server = createServer({ headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: 0 });
    server.on('request', (request, response) => {
      if (!isFileRequest(request)) request.setTimeout(REQUEST_TIMEOUT_MS, () => request.destroy());
      answer(request, response, { files, signIn, transfer, log }).catch((thrown: unknown) => {
        log(`A request broke off: ${thrown}`);
        if (!response.headersSent) refuse(response, { status: 400, reason: 'The request broke off.' });
      });
    });
    server.on('upgrade', connect);
    return server;
  }

  function connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = whyNotConnected(request);
    if (refusal) {
      log(`Refused a WebSocket: ${refusal.status} ${refusal.reason}`);
      refuseUpgrade(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const count = () => options.onPages(sockets.clients.size);
      webSocket.on('error', (error) => log(`A page's connection failed: ${error.message}`));
      webSocket.on('close', count);
      count();
      options.admitPage(wirePort(webSocket));
    });
  }

  function whyNotConnected(request: IncomingMessage): Refusal | null {
    const refusal = whyForeign(request.headers, 'required') ?? whySignedOut(request, signIn);
    if (refusal) return refusal;
    if (pathOf(request) !== '/wire') return { status: 404, reason: 'There is no such WebSocket.' };
    if (sockets.clients.size >= MAX_PAGES)
      return { status: 503, reason: `${MAX_PAGES} pages are open already.` };
    return null;
  }

  return {
    port,
    async stop() {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const webSocket of sockets.clients) webSocket.close(GOING_AWAY, 'the inspector was stopped');
      const patience = setTimeout(() => {
        for (const webSocket of sockets.clients) webSocket.terminate();
        for (const server of servers) server.closeAllConnections();
      }, 1000);
      await Promise.all(closed);
      clearTimeout(patience);
    },
  };
}
