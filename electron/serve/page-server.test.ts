import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../built-files.ts';
import { startTestServer, type TestServer } from './page-server.test-support.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

describe('the files', () => {
  it('are served with the policy, and not sniffed', async () => {
    const { status, headers, body } = await server.ask('GET', '/?x=1');
    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect((await server.ask('HEAD', '/')).body).toBe('');
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
    const { status, headers } = await server.ask('GET', path);
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('are only read: %s', async (method) => {
    const { status, headers } = await server.ask(method, '/', { origin: server.origin });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(server.logged[0]).toContain(method);
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
      const { status } = await server.ask(path === '/session' ? 'POST' : 'GET', path, {
        host,
        origin: `http://${host}`,
      });
      expect(status).toBe(403);
    }
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])(
    'may name the host %s with any port, as SSH forwards it',
    async (name) => {
      expect((await server.ask('GET', '/', { host: `${name}:8022` })).status).toBe(200);
    },
  );

  it.each(['http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1', 'null', ''])(
    'is refused with a foreign Origin: %j',
    async (foreign) => {
      expect((await server.ask('GET', '/', { origin: foreign })).status).toBe(403);
      expect((await server.exchange(server.lastToken(), { origin: foreign })).status).toBe(403);
      expect(server.addresses).toHaveLength(1);
    },
  );

  it('is refused without an Origin where it does more than read', async () => {
    const answer = await server.ask(
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
    expect(server.addresses).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/),
    ]);
    const { status, headers } = await server.exchange(server.lastToken());
    expect(status).toBe(204);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^conntrack-inspector-[0-9a-f]{12}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it('takes a token once and prints a fresh one for the next browser', async () => {
    const first = server.lastToken();
    await server.signIn();
    expect((await server.exchange(first)).status).toBe(403);
    expect(server.addresses).toHaveLength(2);
    expect(server.lastToken()).not.toBe(first);
    await server.signIn();
  });

  it('does not use up a token for a browser that is signed in', async () => {
    const cookie = await server.signIn();
    expect((await server.exchange(server.lastToken(), { cookie })).status).toBe(204);
    expect((await server.exchange('old', { cookie })).status).toBe(204);
    expect(server.addresses).toHaveLength(2);
  });

  it.each([
    ['a wrong token', '{"token":"x"}', 403],
    ['no JSON', 'token', 400],
    ['another shape', '{"token":["x"]}', 400],
    ['an extra key', '{"token":"x","y":1}', 400],
    ['a long body', JSON.stringify({ token: 'x'.repeat(10_000_000) }), 400],
  ])('is refused with %s', async (_title, body, status) => {
    const headers = {
      origin: server.origin,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    expect((await server.ask('POST', '/session', headers, body)).status).toBe(status);
    expect(
      (await server.ask('POST', '/session', { ...headers, 'content-type': 'text/plain' }, body)).status,
    ).toBe(400);
    expect(server.addresses).toHaveLength(1);
  });

  it('is only possible with POST', async () => {
    expect((await server.ask('GET', '/session')).status).toBe(405);
  });

  it('tells a page why it is not connected', async () => {
    expect((await server.ask('GET', '/wire')).status).toBe(401);
    expect((await server.ask('GET', '/wire', { cookie: await server.signIn() })).status).toBe(426);
  });
});
