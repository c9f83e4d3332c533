import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_REQUEST_LENGTH } from '../../shared/wire.ts';
import { clientOf, offer, startTestServer, type TestServer } from './page-server.test-support.ts';
import { MAX_PAGES } from './page-server.ts';
import { MAX_MESSAGE_BYTES, MAX_MESSAGES_PER_SECOND } from './wire-socket.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

describe('the WebSocket', () => {
  it('is refused without the cookie, with a wrong one, a foreign Origin or Host, or at another path', async () => {
    const cookie = await server.signIn();
    const [name] = cookie.split('=');
    const own = { origin: server.origin, cookie };
    expect(await server.connect({ origin: server.origin })).toBe(401);
    expect(await server.connect({ ...own, cookie: `${name}=wrong` })).toBe(401);
    expect(await server.connect({ ...own, cookie: `x${cookie}` })).toBe(401);
    expect(await server.connect({ cookie })).toBe(403);
    expect(await server.connect({ ...own, origin: 'http://evil.example' })).toBe(403);
    expect(await server.connect({ ...own, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await server.connect({ origin: 'http://evil.example', host: 'evil.example', cookie })).toBe(403);
    expect(await server.connect(own, '/other')).toBe(404);
    expect(server.logged.length).toBe(8);
    expect(server.pageCounts).toEqual([]);
  });

  it('carries calls for several pages of one browser', async () => {
    const cookie = `other=1; ${await server.signIn()}; more=2`;
    for (let count = 1; count <= 2; count++) {
      const connection = await server.connectPage(cookie);
      expect(await clientOf(connection).call('target.list', {})).toEqual([offer]);
      expect(server.pageCounts.at(-1)).toBe(count);
    }
  });

  it('answers garbage and goes on', async () => {
    const { socket, messages } = await server.connectPage();
    const garbage = ['', 'x', '{', '[]', 'null', '{"kind":"call"}', `"${'x'.repeat(MAX_REQUEST_LENGTH)}"`];
    for (const line of garbage) socket.send(line);
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'target.list', input: {} }));
    await expect.poll(() => messages.length).toBe(garbage.length + 1);
    expect(messages.at(-1)).toEqual({ kind: 'result', id: 1, value: [offer] });
    for (const message of messages.slice(0, -1))
      expect(message).toMatchObject({ id: 0, error: { code: 'invalid' } });
  });

  it('closes on a message of 10 MB', async () => {
    const { socket, closed } = await server.connectPage();
    socket.send('x'.repeat(10_000_000));
    expect(10_000_000).toBeGreaterThan(MAX_MESSAGE_BYTES);
    expect(await closed).toMatchObject({ code: 1009 });
    expect(server.engineCalls).toEqual([]);
  });

  it('closes on bytes, and on too many messages a second, and says so', async () => {
    const binary = await server.connectPage();
    binary.socket.send(Buffer.from('{}'));
    expect(await binary.closed).toEqual({ code: 1003, reason: 'only text is understood' });
    const fast = await server.connectPage();
    for (let count = 0; count <= 2 * MAX_MESSAGES_PER_SECOND; count++)
      fast.socket.send('{"kind":"cancel","id":1}');
    expect(await fast.closed).toEqual({ code: 1008, reason: 'too many messages a second' });
  });

  it('cancels what a page has under way when it goes', async () => {
    const { socket } = await server.connectPage();
    socket.send(
      JSON.stringify({ kind: 'call', id: 1, name: 'target.relist', input: { targetId: 'sandbox' } }),
    );
    await expect.poll(() => server.engineCalls.length).toBe(1);
    socket.terminate();
    await expect.poll(() => server.engineCalls[0]?.signal?.aborted).toBe(true);
    await expect.poll(() => server.pageCounts.slice(-2)).toEqual([1, 0]);
  });

  it('lets the calls of a page that does not read wait, and answers them when it does', async () => {
    const connection = await server.connectPage();
    const call = (id: number) =>
      connection.socket.send(JSON.stringify({ kind: 'call', id, name: 'target.list', input: {} }));
    server.offers[0] = { ...offer, subtitle: 'x'.repeat(2_000_000) };
    connection.socket.pause();
    const count = 60;
    for (let id = 1; id <= count; id++) {
      call(id);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(server.engineCalls.length).toBeLessThan(count / 2);
    connection.socket.resume();
    await expect.poll(() => connection.messages.length, { timeout: 10_000 }).toBe(count);
  });

  it(`lets in ${MAX_PAGES} pages at a time`, async () => {
    const own = { origin: server.origin, cookie: await server.signIn() };
    const connections = await Promise.all(Array.from({ length: MAX_PAGES }, () => server.connect(own)));
    expect(connections).not.toContain(503);
    expect(await server.connect(own)).toBe(503);
  });

  it('tells its pages when the server stops', async () => {
    const { closed } = await server.connectPage();
    await server.stopGently();
    expect(await closed).toEqual({ code: 1001, reason: 'the inspector was stopped' });
  });
});
