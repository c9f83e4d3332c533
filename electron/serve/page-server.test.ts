import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createClient, type InspectorClient } from '../../shared/client.ts';
import { MAX_REQUEST_LENGTH, type Request, Response } from '../../shared/wire.ts';
import { type BuiltFile, CONTENT_SECURITY_POLICY, securityHeaders } from '../built-files.ts';
import { admit } from '../gate.ts';
import { MAX_PAGES, type PageServer, startPageServer } from './page-server.ts';
import { MAX_MESSAGE_BYTES, MAX_MESSAGES_PER_SECOND } from './wire-socket.ts';

const page: BuiltFile = {
  headers: { ...securityHeaders, 'content-type': 'text/html; charset=utf-8' },
  content: Buffer.from('<!doctype html>'),
};
const offer = {
  targetId: 'sandbox',
  title: 'Sandbox',
  subtitle: 'private',
  unavailable: null,
  locked: false,
};

let server: PageServer;
let addresses: string[] = [];
let logged: string[] = [];
let pageCounts: number[] = [];
let engineCalls: { name: string; signal: AbortSignal | undefined }[] = [];
let sockets: WebSocket[] = [];
let offers = [offer];

/** Answers target.list and leaves everything else waiting. */
const engine: InspectorClient = {
  call: (name, _input, signal) => {
    engineCalls.push({ name, signal });
    return new Promise((resolve) => {
      if (name === 'target.list') resolve(offers as never);
    });
  },
  subscribe: () => () => undefined,
};

beforeEach(async () => {
  [addresses, logged, pageCounts, engineCalls, sockets, offers] = [[], [], [], [], [], [offer]];
  const log = (line: string) => logged.push(line);
  server = await startPageServer({
    port: 0,
    files: new Map([['/', page]]),
    admitPage: (port) => admit(port, engine, { checkOutputs: true, log }),
    announce: (address) => addresses.push(address),
    onPages: (count) => pageCounts.push(count),
    log,
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await server.stop();
});

const origin = () => `http://127.0.0.1:${server.port}`;
const lastToken = () => addresses.at(-1)?.split('#token=')[1] ?? '';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Any request, with whatever headers, as no browser would let a page send it. */
function ask(method: string, path: string, headers: OutgoingHttpHeaders = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: server.port,
      method,
      path,
      headers,
      agent: false,
    });
    request.on('response', (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function exchange(token: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const body = JSON.stringify({ token });
  const own = {
    origin: origin(),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return ask('POST', '/session', { ...own, ...headers }, body);
}

async function signIn(): Promise<string> {
  const answer = await exchange(lastToken());
  expect(answer.status).toBe(204);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

interface Connection {
  readonly socket: WebSocket;
  readonly messages: Response[];
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** A connected page, or the HTTP status with which it was refused. */
function connect(headers: Record<string, string>, path = '/wire'): Promise<Connection | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
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

async function connected(): Promise<Connection> {
  const connection = await connect({ origin: origin(), cookie: await signIn() });
  if (typeof connection === 'number') throw new Error(`refused with ${connection}`);
  return connection;
}

describe('the files', () => {
  it('are served with the policy, and not sniffed', async () => {
    const { status, headers, body } = await ask('GET', '/?x=1');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect((await ask('HEAD', '/')).body).toBe('');
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/index.html%00.js',
    'http://evil.example/',
    '*',
  ])('are those of the page alone: %s', async (path) => {
    const { status, headers } = await ask('GET', path);
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('are only read: %s', async (method) => {
    const { status, headers } = await ask(method, '/', { origin: origin() });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(logged[0]).toContain(method);
  });
});

describe('who a request comes from', () => {
  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '0.0.0.0',
    'localhost.evil.example',
    '[::2]',
    'localhost:x',
    '',
  ])('is refused with a foreign Host: %j', async (host) => {
    for (const path of ['/', '/session', '/wire']) {
      const { status } = await ask(path === '/session' ? 'POST' : 'GET', path, {
        host,
        origin: `http://${host}`,
      });
      expect(status).toBe(403);
    }
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])(
    'may name the host %s with any port, as SSH forwards it',
    async (name) => {
      expect((await ask('GET', '/', { host: `${name}:8022` })).status).toBe(200);
    },
  );

  it.each(['http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1', 'null', ''])(
    'is refused with a foreign Origin: %j',
    async (foreign) => {
      expect((await ask('GET', '/', { origin: foreign })).status).toBe(403);
      expect((await exchange(lastToken(), { origin: foreign })).status).toBe(403);
      expect(addresses).toHaveLength(1);
    },
  );

  it('is refused without an Origin where it does more than read', async () => {
    const answer = await ask(
      'POST',
      '/session',
      { 'content-type': 'application/json', 'content-length': 2 },
      '{}',
    );
    expect(answer.status).toBe(403);
  });
});

describe('signing in', () => {
  it('exchanges the printed token for a cookie that scripts cannot read and other sites cannot send', async () => {
    expect(addresses).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)]);
    const { status, headers } = await exchange(lastToken());
    expect(status).toBe(204);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^conntrack-inspector-[0-9a-f]{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it('takes a token once and prints a fresh one for the next browser', async () => {
    const first = lastToken();
    await signIn();
    expect((await exchange(first)).status).toBe(403);
    expect(addresses).toHaveLength(2);
    expect(lastToken()).not.toBe(first);
    await signIn();
  });

  it('does not use up a token for a browser that is signed in', async () => {
    const cookie = await signIn();
    expect((await exchange(lastToken(), { cookie })).status).toBe(204);
    expect((await exchange('old', { cookie })).status).toBe(204);
    expect(addresses).toHaveLength(2);
  });

  it.each([
    ['a wrong token', '{"token":"x"}', 403],
    ['no JSON', 'token', 400],
    ['another shape', '{"token":["x"]}', 400],
    ['an extra key', '{"token":"x","y":1}', 400],
    ['a long body', JSON.stringify({ token: 'x'.repeat(10_000_000) }), 400],
  ])('is refused with %s', async (_title, body, status) => {
    const headers = { origin: origin(), 'content-type': 'application/json', 'content-length': body.length };
    expect((await ask('POST', '/session', headers, body)).status).toBe(status);
    expect((await ask('POST', '/session', { ...headers, 'content-type': 'text/plain' }, body)).status).toBe(
      400,
    );
    expect(addresses).toHaveLength(1);
  });

  it('is only possible with POST', async () => {
    expect((await ask('GET', '/session')).status).toBe(405);
  });

  it('tells a page why it is not connected', async () => {
    expect((await ask('GET', '/wire')).status).toBe(401);
    expect((await ask('GET', '/wire', { cookie: await signIn() })).status).toBe(426);
  });
});

describe('the WebSocket', () => {
  it('is refused without the cookie, with a wrong one, a foreign Origin or Host, or at another path', async () => {
    const cookie = await signIn();
    const [name] = cookie.split('=');
    const own = { origin: origin(), cookie };
    expect(await connect({ origin: origin() })).toBe(401);
    expect(await connect({ ...own, cookie: `${name}=wrong` })).toBe(401);
    expect(await connect({ ...own, cookie: `x${cookie}` })).toBe(401);
    expect(await connect({ cookie })).toBe(403);
    expect(await connect({ ...own, origin: 'http://evil.example' })).toBe(403);
    expect(await connect({ ...own, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await connect({ origin: 'http://evil.example', host: 'evil.example', cookie })).toBe(403);
    expect(await connect(own, '/other')).toBe(404);
    expect(logged.length).toBe(8);
    expect(pageCounts).toEqual([]);
  });

  it('carries calls for several pages of one browser', async () => {
    const cookie = `other=1; ${await signIn()}; more=2`;
    for (let count = 1; count <= 2; count++) {
      const connection = await connect({ origin: origin(), cookie });
      if (typeof connection === 'number') throw new Error(`refused with ${connection}`);
      expect(await clientOf(connection).call('target.list', {})).toEqual([offer]);
      expect(pageCounts.at(-1)).toBe(count);
    }
  });

  it('answers garbage and goes on', async () => {
    const { socket, messages } = await connected();
    const garbage = ['', 'x', '{', '[]', 'null', '{"kind":"call"}', `"${'x'.repeat(MAX_REQUEST_LENGTH)}"`];
    for (const line of garbage) socket.send(line);
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'target.list', input: {} }));
    await expect.poll(() => messages.length).toBe(garbage.length + 1);
    expect(messages.at(-1)).toEqual({ kind: 'result', id: 1, value: [offer] });
    for (const message of messages.slice(0, -1))
      expect(message).toMatchObject({ id: 0, error: { code: 'invalid' } });
  });

  it('closes on a message of 10 MB', async () => {
    const { socket, closed } = await connected();
    socket.send('x'.repeat(10_000_000));
    expect(10_000_000).toBeGreaterThan(MAX_MESSAGE_BYTES);
    expect(await closed).toMatchObject({ code: 1009 });
    expect(engineCalls).toEqual([]);
  });

  it('closes on bytes, and on too many messages a second, and says so', async () => {
    const binary = await connected();
    binary.socket.send(Buffer.from('{}'));
    expect(await binary.closed).toEqual({ code: 1003, reason: 'only text is understood' });
    const fast = await connected();
    for (let count = 0; count <= 2 * MAX_MESSAGES_PER_SECOND; count++)
      fast.socket.send('{"kind":"cancel","id":1}');
    expect(await fast.closed).toEqual({ code: 1008, reason: 'too many messages a second' });
  });

  it('cancels what a page has under way when it goes', async () => {
    const { socket } = await connected();
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'zones.usage', input: { targetId: 'sandbox' } }));
    await expect.poll(() => engineCalls.length).toBe(1);
    socket.terminate();
    await expect.poll(() => engineCalls[0]?.signal?.aborted).toBe(true);
    await expect.poll(() => pageCounts.slice(-2)).toEqual([1, 0]);
  });

  it('lets the calls of a page that does not read wait, and answers them when it does', async () => {
    const connection = await connected();
    const ask = (id: number) =>
      connection.socket.send(JSON.stringify({ kind: 'call', id, name: 'target.list', input: {} }));
    offers = [{ ...offer, subtitle: 'x'.repeat(2_000_000) }];
    connection.socket.pause();
    const count = 60;
    for (let id = 1; id <= count; id++) {
      ask(id);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(engineCalls.length).toBeLessThan(count / 2);
    connection.socket.resume();
    await expect.poll(() => connection.messages.length, { timeout: 10_000 }).toBe(count);
  });

  it(`lets in ${MAX_PAGES} pages at a time`, async () => {
    const own = { origin: origin(), cookie: await signIn() };
    const connections = await Promise.all(Array.from({ length: MAX_PAGES }, () => connect(own)));
    expect(connections).not.toContain(503);
    expect(await connect(own)).toBe(503);
  });

  it('tells its pages when the server stops', async () => {
    const { closed } = await connected();
    await server.stop();
    expect(await closed).toEqual({ code: 1001, reason: 'the inspector was stopped' });
  });
});

/** The page's own client over a connection. */
function clientOf({ socket }: Connection): InspectorClient {
  return createClient({
    send: (message: Request) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.on('message', (data) => listener(Response.parse(JSON.parse(data.toString())))),
    onClose: (listener) => socket.on('close', (_code, reason) => listener(reason.toString())),
  });
}
