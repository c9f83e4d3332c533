import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNamespace, type Namespace } from '../../e2e/fixtures/namespace.ts';
import { isRunning } from '../../e2e/fixtures/process-tree.ts';
import { encodeDump } from '../netlink/encode-dump.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { ownNetns } from './holder.ts';
import {
  executorFolder,
  type RawExecutor,
  rawCommand,
  startRawExecutor,
} from './raw-executor.test-support.ts';
import { startProcess } from './start-process.ts';

const isRoot = process.geteuid?.() === 0;
const node = process.execPath;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace.dispose());

/** Fields of /proc/PID/status. */
function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'latin1').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)));
}

describe('an executor', () => {
  it('refuses to start in its launcher’s network namespace', async () => {
    const { ended } = startProcess(
      [node, `${executorFolder}/executor.cjs`, 'change', ownNetns(), '8192'],
      () => undefined,
    );
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`refusing to run in ${ownNetns()}`);
  });

  it.each(['write', 'Read', ''])('refuses to start in a mode "%s"', async (mode) => {
    const { ended } = startProcess([node, `${executorFolder}/executor.cjs`, mode, '-', '0'], () => undefined);
    expect(await ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the mode must be') });
  });

  it('says in its first message where it is and what it may do', async () => {
    const executor = await startRawExecutor(namespace, { mode: 'read', eventBufferBytes: 100_000 });
    const lines = Object.fromEntries(executor.hello.split('\n').map((line) => line.split('=')));
    expect(lines).toMatchObject({ mode: 'read', netns: namespace.netns });
    // The kernel doubles what it is asked for.
    expect(Number(lines.eventBufferBytes)).toBe(200_000);
    await executor.stop();
  });
});

describe('a running executor', () => {
  let executor: RawExecutor;
  beforeAll(async () => {
    executor = await startRawExecutor(namespace);
  });
  afterAll(() => executor.stop());

  it('holds CAP_NET_ADMIN and nothing else in all five sets, and can gain nothing', () => {
    const status = statusOf(executor.pid);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect([set, status[set]]).toEqual([set, '0000000000001000']);
    expect(status.NoNewPrivs).toBe('1');
  });

  it('is an ordinary user: nobody where root starts it, otherwise whoever does', () => {
    const status = statusOf(executor.pid);
    const uid = String(isRoot ? 65534 : process.geteuid?.());
    expect(status.Uid?.split('\t')).toEqual([uid, uid, uid, uid]);
    if (isRoot) expect(status).toMatchObject({ Gid: ['65534', '65534', '65534', '65534'].join('\t') });
    if (isRoot) expect(status.Groups?.trim()).toBe('');
  });

  it('has nothing of its launcher’s environment', () => {
    const environment = readFileSync(`/proc/${executor.pid}/environ`, 'utf8').split('\0').filter(Boolean);
    expect(environment.sort()).toEqual(['LC_ALL=C.UTF-8', 'PATH=/usr/sbin:/usr/bin']);
  });

  it('is in the namespace and nowhere else', () => {
    expect(executor.hello).toContain(`netns=${namespace.netns}\n`);
    expect(namespace.netns).not.toBe(ownNetns());
  });
});

describe('what root starts as an executor', () => {
  it('cannot read what root alone may', async ({ skip }) => {
    skip(!isRoot, 'needs root');
    const command = rawCommand(namespace);
    const [program, ...prefix] = command.slice(0, command.indexOf(node));
    const asExecutor = (...parameters: string[]) =>
      execa(program ?? '', [...prefix, '/usr/bin/cat', ...parameters], { reject: false });
    expect(await asExecutor('/etc/shadow')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Permission denied'),
    });
    // That cat works as such.
    expect((await asExecutor('/etc/passwd')).exitCode).toBe(0);
  });
});

describe('an executor ends', () => {
  it('with code 0 when its stdin does', async () => {
    const executor = await startRawExecutor(namespace);
    expect(await executor.stop()).toEqual({ how: 'ended with code 0', exitCode: 0, stderr: '' });
  });

  it('with its stdin even in the middle of a request', async () => {
    const executor = await startRawExecutor(namespace);
    executor.send(new Uint8Array([32, 0, 0, 0, 1, 1]));
    expect(await executor.stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('when nobody reads what it says any more', async () => {
    const executor = await startRawExecutor(namespace);
    executor.process.stdout.destroy();
    const writer = new MessageWriter();
    encodeDump(writer, 2);
    executor.send(writer.take());
    expect(await executor.ended).toMatchObject({ exitCode: 0 });
  });

  it('when its launcher is killed, even if its stdin stays open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-executor-'));
    const fifo = join(folder, 'stdin');
    await execa('mkfifo', [fifo]);
    // Open for writing too: as long as this test holds it, it does not end.
    const stdin = openSync(fifo, 'r+');
    const launch = `const { spawn } = require('node:child_process');
      const [program, ...parameters] = process.argv.slice(1);
      const { pid, stdout } = spawn(program, parameters, { stdio: ['inherit', 'pipe', 'inherit'] });
      stdout.once('data', () => process.stdout.write(String(pid)));`;
    const launcher = spawn(node, ['-e', launch, '--', ...rawCommand(namespace)], {
      stdio: [stdin, 'pipe', 'inherit'],
    });
    const gone = once(launcher, 'close');
    const [pidText] = await once(launcher.stdout ?? launcher, 'data');
    const pid = Number(pidText);
    expect(isRunning(pid)).toBe(true);
    launcher.kill('SIGKILL');
    await gone;
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5000 });
    closeSync(stdin);
    rmSync(folder, { recursive: true });
  });
});
