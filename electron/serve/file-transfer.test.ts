import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InspectorClient } from '../../shared/client.ts';
import type { ExportSource } from '../../shared/file.ts';
import { clientOf, MOST_BYTES, startTestServer, type TestServer } from './page-server.test-support.ts';

// Files cross between a browser and the inspector over HTTP: who may, how often, and what is left behind.

let server: TestServer;
let cookie: string;
let page: InspectorClient;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'file-transfer-'));
  vi.stubEnv('TMPDIR', folder);
  server = await startTestServer();
  cookie = await server.signIn();
  page = clientOf(await server.connectPage(cookie));
});
afterEach(async () => {
  await server.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const typed = { 'content-type': 'application/octet-stream' };
const open = async () => (await page.call('files.open', {}))?.file ?? '';
const send = (file: string, body: string, own: Record<string, string | number> = {}) =>
  server.ask('POST', `/files/${file}`, { origin: server.origin, cookie, ...typed, ...own }, body);
const fetchFile = (file: string, own: Record<string, string> = {}) =>
  server.ask('GET', `/files/${file}`, { cookie, ...own });
/** Everything in the private folder, which is made with the first file. */
const kept = () => readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)));

/** A token whose file the engine has written. */
async function written(content: string): Promise<string> {
  const file = (await page.call('files.save', { suggestedName: 'flows.csv' }))?.file ?? '';
  server.answerExport(async () => writeFileSync(server.register.pathOf(file) ?? '', content));
  const source: ExportSource = { kind: 'filter', filter: '', sort: [] };
  await page.call('flows.export', { targetId: 'sandbox', source, format: 'csv', file, workId: 'work-0001' });
  return file;
}

describe('a file that is sent', () => {
  it('lies in a private folder, readable by nobody else', async () => {
    const file = await open();
    expect(await send(file, 'flows')).toMatchObject({ status: 200, body: '{"bytes":5}' });
    const path = server.register.pathOf(file) ?? '';
    expect(readFileSync(path, 'utf8')).toBe('flows');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('is taken once', async () => {
    const file = await open();
    await send(file, 'flows');
    expect(await send(file, 'other')).toMatchObject({ status: 404 });
    expect(readFileSync(server.register.pathOf(file) ?? '', 'utf8')).toBe('flows');
  });

  it('is not taken from a page of another origin, without the session, or for a made-up token', async () => {
    const file = await open();
    expect(await send(file, 'x', { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await send(file, 'x', { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await send(file, 'x', { cookie: 'no=1' })).toMatchObject({ status: 401 });
    expect(await send(crypto.randomUUID(), 'x')).toMatchObject({ status: 404 });
    expect(await send('../../etc/passwd', 'x')).toMatchObject({ status: 404 });
    expect(await send(file, 'x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(kept()).toEqual([]);
  });

  it('is refused when it is larger than allowed, whether it says so or not', async () => {
    const file = await open();
    const announced = await send(file, 'x', { 'content-length': MOST_BYTES + 1 }).catch(() => null);
    expect(announced?.status ?? 413).toBe(413);
    const body = 'x'.repeat(MOST_BYTES + 1);
    const unannounced = await send(file, body, { 'transfer-encoding': 'chunked' }).catch(() => null);
    expect(unannounced?.status ?? 413).toBe(413);
    await expect.poll(kept).toEqual([]);
  });

  it('leaves nothing when it breaks off, and cannot be sent again', async () => {
    const file = await open();
    const { hostname, port } = new URL(server.origin);
    const headers = { origin: server.origin, cookie, ...typed, 'content-length': 1000 };
    const upload = httpRequest({ hostname, port, method: 'POST', path: `/files/${file}`, headers });
    upload.on('error', () => undefined);
    upload.write('half');
    await expect.poll(kept).toHaveLength(1);
    upload.destroy();
    await expect.poll(kept).toEqual([]);
    expect(await send(file, 'flows')).toMatchObject({ status: 404 });
  });

  it('is removed when the page closes it', async () => {
    const file = await open();
    await send(file, 'flows');
    await page.call('files.close', { file });
    await expect.poll(kept).toEqual([]);
  });
});

describe('a file that is fetched', () => {
  it('comes once, as a download under its name, and is removed', async () => {
    const file = await written('protocol\n');
    const answer = await fetchFile(file);
    expect(answer).toMatchObject({ status: 200, body: 'protocol\n' });
    expect(answer.headers).toMatchObject({
      'content-disposition': 'attachment; filename="flows.csv"',
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(await fetchFile(file)).toMatchObject({ status: 404 });
    expect(kept()).toEqual([]);
  });

  it('does not go to strangers, and stays for its page then', async () => {
    const file = await written('protocol\n');
    expect(await fetchFile(file, { cookie: 'no=1' })).toMatchObject({ status: 401 });
    expect(await fetchFile(file, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await fetchFile(file, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await fetchFile(crypto.randomUUID())).toMatchObject({ status: 404 });
    expect(await server.ask('PUT', `/files/${file}`, { cookie, origin: server.origin })).toMatchObject({
      status: 405,
    });
    expect(await fetchFile(file)).toMatchObject({ status: 200 });
  });

  it('cannot be one that was sent', async () => {
    const file = await open();
    await send(file, 'flows');
    expect(await fetchFile(file)).toMatchObject({ status: 404 });
  });
});

it('nothing is left when the server has ended', async () => {
  await send(await open(), 'flows');
  await written('protocol\n');
  expect(kept()).toHaveLength(2);
  await server.stop();
  expect(readdirSync(folder)).toEqual([]);
});
