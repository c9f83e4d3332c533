import { readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { tableOf } from '../../e2e/fixtures/kernel-table.ts';
import { createNamespace } from '../../e2e/fixtures/namespace.ts';
import { isNamespaceInUse, isRunning } from '../../e2e/fixtures/process-tree.ts';
import { ownNetns } from '../executor/holder.ts';
import type { ConntrackListener } from './conntrack.ts';
import type { NetlinkConntrack } from './netlink-conntrack.ts';
import { openSandbox, type SandboxHolder, startSandbox } from './sandbox.ts';

const executorFolder = resolve(import.meta.dirname, '../../out/executor');
const isRoot = process.geteuid?.() === 0;
const listener: ConntrackListener = {
  sink: ignoreEvents,
  onLoss: () => undefined,
  onLog: () => undefined,
};

describe('the holder of a sandbox', () => {
  let holder: SandboxHolder;
  beforeAll(async () => {
    holder = await startSandbox(executorFolder);
  });
  afterAll(() => holder.stop());

  it('is in a network namespace of its own, with an empty table', async () => {
    expect(holder.netns).not.toBe(ownNetns());
    expect(readlinkSync(`/proc/${holder.pid}/ns/net`)).toBe(holder.netns);
    expect(await tableOf(holder.pid).entries()).toEqual([]);
  });

  it('may do no more than an executor, and is an ordinary user', () => {
    const status = readFileSync(`/proc/${holder.pid}/status`, 'latin1');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(status).toContain(`${set}:\t0000000000001000\n`);
    expect(status).toContain('NoNewPrivs:\t1\n');
    const uid = isRoot ? 65534 : process.geteuid?.();
    expect(status).toContain(`Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
  });

  it('shares its table with no other sandbox', async () => {
    const other = await startSandbox(executorFolder);
    await tableOf(other.pid).conntrack('-I', '-p', '253', '-s', '192.0.2.1', '-d', '192.0.2.2', '-t', '60');
    expect(other.netns).not.toBe(holder.netns);
    expect(await tableOf(holder.pid).entries()).toEqual([]);
    await other.stop();
  });
});

describe('a holder that stops', () => {
  it('is gone with its namespace when that is answered', async () => {
    const holder = await startSandbox(executorFolder);
    expect(isNamespaceInUse(holder.netns)).toBe(true);
    await holder.stop();
    expect(isRunning(holder.pid)).toBe(false);
    expect(isNamespaceInUse(holder.netns)).toBe(false);
  });

  it('tells that the sandbox is lost, by which signal, and what to do', async () => {
    const holder = await startSandbox(executorFolder);
    process.kill(holder.pid, 'SIGKILL');
    const { data } = await holder.ended;
    expect(data).toMatchObject({
      code: 'target-lost',
      message: expect.stringContaining('The sandbox is lost'),
      detail: 'ended by SIGKILL',
      hint: expect.stringContaining('Open the sandbox again'),
    });
  });
});

describe('an open sandbox', () => {
  let holder: SandboxHolder;
  const opened: NetlinkConntrack[] = [];
  beforeAll(async () => {
    holder = await startSandbox(executorFolder);
  });
  afterEach(() => Promise.all(opened.splice(0).map((conntrack) => conntrack.close())));
  afterAll(() => holder.stop());

  async function open(): Promise<NetlinkConntrack> {
    const conntrack = await openSandbox(executorFolder, holder, listener, 1 << 20);
    opened.push(conntrack);
    return conntrack;
  }

  it('can be written, and is where its holder is', async () => {
    const conntrack = await open();
    expect(conntrack.writable).toBe(true);
    expect(conntrack.netns).toBe(holder.netns);
  });

  it('counts packets, keeps start times and sends every event, whatever the machine does', async () => {
    const folder = '/proc/sys/net/netfilter';
    const names = ['nf_conntrack_acct', 'nf_conntrack_timestamp', 'nf_conntrack_events'];
    const machine = names.map((name) => readFileSync(`${folder}/${name}`, 'latin1'));
    const conntrack = await open();
    expect(await conntrack.readSysctls()).toMatchObject({
      nf_conntrack_acct: 1,
      nf_conntrack_timestamp: 1,
      nf_conntrack_events: 1,
    });
    const { namespace } = tableOf(holder.pid);
    const { stdout } = await namespace.run(
      'cat',
      names.map((name) => `${folder}/${name}`),
    );
    expect(stdout).toBe('1\n1\n1');
    expect(names.map((name) => readFileSync(`${folder}/${name}`, 'latin1'))).toEqual(machine);
  });

  it('is there again, with its flows, when it is opened anew', async () => {
    const first = await open();
    await tableOf(holder.pid).conntrack('-I', '-p', '253', '-s', '192.0.2.1', '-d', '192.0.2.2', '-t', '60');
    await first.close();
    let listed = 0;
    const again = await open();
    await again.list({ ...ignoreEvents, put: () => listed++ });
    expect(listed).toBe(1);
  });

  it('is not opened when its executor would be in another namespace than was said', async () => {
    const elsewhere = await createNamespace();
    const place = { pid: elsewhere.pid, netns: holder.netns };
    await expect(openSandbox(executorFolder, place, listener, 0)).rejects.toMatchObject({
      data: { code: 'no-sandbox', detail: `${elsewhere.netns} instead of ${holder.netns}` },
    });
    await elsewhere.dispose();
  });

  it('is not opened in the machine’s own namespace', async ({ skip }) => {
    skip(!isRoot, 'needs root: an ordinary user cannot enter it again');
    const place = { pid: process.pid, netns: ownNetns() };
    await expect(openSandbox(executorFolder, place, listener, 0)).rejects.toMatchObject({
      data: { code: 'target-lost', detail: expect.stringContaining(`refusing to run in ${ownNetns()}`) },
    });
  });

  it('cannot be opened when its holder is gone', async () => {
    const gone = await startSandbox(executorFolder);
    await gone.stop();
    await expect(openSandbox(executorFolder, gone, listener, 0)).rejects.toMatchObject({
      data: { code: 'target-lost', detail: expect.stringContaining('nsenter') },
    });
  });
});
