import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { WebSocket } from 'ws';
import { descendantsOf, isRunning } from './fixtures/process-tree.ts';

// The browser shell as a program: its options, its address, its end. What it answers is tested beside its code.

const root = resolve(import.meta.dirname, '..');
const node = join(root, 'node_modules/.bin/node');

test.skip(
  () => test.info().project.name !== 'browser',
  'The browser shell is tested in the project "browser".',
);

/** Starts it; the options decide whether it ends by itself. */
function serve(...options: string[]) {
  return execa(node, [join(root, 'out/main/serve.js'), '--no-open', ...options], { reject: false });
}

/** Starts it and waits for the address it prints. */
async function serving(...options: string[]) {
  const program = serve(...options);
  const address = await new Promise<RegExpExecArray>((found, failed) => {
    let printed = '';
    program.stdout.on('data', (data) => {
      printed += data;
      const match = /^Conntrack Inspector: (http:\/\/127\.0\.0\.1:(\d+)\/)#token=([\w-]+)\n$/.exec(printed);
      if (match) found(match);
    });
    program.stdout.on('end', () => failed(new Error(`It ended and printed ${JSON.stringify(printed)}`)));
  });
  return { program, url: address[1] ?? '', port: Number(address[2]), token: address[3] };
}

test('prints an address that leads to the page', async () => {
  const { program, url } = await serving();
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<title>Conntrack Inspector</title>');
  program.kill();
  await program;
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`ends on ${signal} with the sandbox open, tells its page, and leaves no process`, async () => {
    const { program, url, token } = await serving();
    const origin = url.slice(0, -1);
    const session = await fetch(`${url}session`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = new WebSocket(`${origin}/wire`, { headers: { origin, cookie } });
    const closed = once(socket, 'close');
    await once(socket, 'open');
    socket.send('{"kind":"call","id":1,"name":"target.open","input":{"targetId":"sandbox"}}');
    const [answer] = await once(socket, 'message');
    expect(JSON.parse(String(answer))).toMatchObject({ kind: 'result', id: 1 });
    const descendants = descendantsOf(program.pid ?? 0);
    expect(descendants.length).toBeGreaterThan(0);
    program.kill(signal);
    expect((await closed)[0]).toBe(1001);
    expect((await program).exitCode).toBe(0);
    await expect.poll(() => descendants.filter(({ pid }) => isRunning(pid))).toEqual([]);
  });
}

test('ends when no page has been open for long enough', async () => {
  const { program } = await serving('--idle-exit', '1');
  expect((await program).exitCode).toBe(0);
});

test.describe('a port that another program has', () => {
  let other: Server;
  test.beforeEach(async () => {
    other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
  });
  test.afterEach(() => {
    other.close();
  });

  test('is named', async () => {
    const { port } = other.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await serve('--port', String(port));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Another program already listens on port ${port} of 127.0.0.1.`);
  });
});

test('listens on the port that was asked for', async () => {
  const first = await serving();
  first.program.kill();
  await first.program;
  const second = await serving('--port', String(first.port));
  expect(second.port).toBe(first.port);
  second.program.kill();
  await second.program;
});

for (const options of [['--port', '70000'], ['--idle-exit', 'soon'], ['--listen'], ['8022']]) {
  test(`refuses ${options.join(' ')} by name`, async () => {
    const { exitCode, stdout, stderr } = await serve(...options);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(options[0]);
    expect(stderr).toContain('--help');
  });
}

test('lists its options, variables and settings file', async () => {
  const { exitCode, stdout } = await serve('--help');
  expect(exitCode).toBe(0);
  for (const word of [
    '--port',
    '--idle-exit',
    '--no-open',
    'CONNTRACK_INSPECTOR_SOURCE_IPV4',
    '192.0.2.10',
  ]) {
    expect(stdout).toContain(word);
  }
  expect(stdout).toContain(
    join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'conntrack-inspector/settings.json'),
  );
});

test('shows its version', async () => {
  expect((await serve('--version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
});
