import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { asNobody, inOwnNetwork, isRoot } from '../../e2e/fixtures/launchers.ts';
import { isNamespaceInUse, isRunning } from '../../e2e/fixtures/process-tree.ts';
import {
  type InstalledApp,
  installApp,
  type RemoteEngine,
  startRemoteEngine,
} from '../../e2e/fixtures/remote-engine.ts';
import { openLive } from '../../e2e/fixtures/test-engine.ts';
import { ownNetns } from '../executor/holder.ts';

const targetId = 'sandbox';
const PATIENCE = { timeout: 5000 };

let app: InstalledApp;
beforeAll(async () => {
  app = await installApp(0o755);
});
afterAll(() => app.remove());

interface Traces {
  readonly holder: number;
  readonly executor: number;
  readonly netns: string;
}

/** Opens the sandbox with a flow in it; answers what has to be gone afterwards. */
async function open(engine: RemoteEngine): Promise<Traces> {
  await openLive(engine.client, targetId);
  await engine.client.call('flows.inject', { targetId, specs: [numberedFlow(1)] });
  const find = (ending: string) => {
    const found = engine.descendants().find(({ command }) => command.some((word) => word.endsWith(ending)));
    if (!found) throw new Error(`nothing runs ${ending}`);
    return found.pid;
  };
  const [holder, executor] = [find('/cat'), find('/executor.cjs')];
  const netns = readlinkSync(`/proc/${holder}/ns/net`);
  expect(netns).not.toBe(ownNetns());
  expect(isNamespaceInUse(netns)).toBe(true);
  return { holder, executor, netns };
}

async function expectGone({ holder, executor, netns }: Traces): Promise<void> {
  await vi.waitFor(() => expect([holder, executor].filter(isRunning)).toEqual([]), PATIENCE);
  await vi.waitFor(() => expect(isNamespaceInUse(netns)).toBe(false), PATIENCE);
}

const users: [string, readonly string[], boolean][] = [
  ['whoever runs these tests', [], false],
  ['an ordinary user', asNobody(), true],
];

describe.each(users)('of an app that %s started, nothing is left', (_, behind, needsRoot) => {
  it('when it is killed', async ({ skip }) => {
    skip(needsRoot && !isRoot, 'needs root, to become an ordinary user');
    const engine = startRemoteEngine(app, behind);
    const traces = await open(engine);
    await engine.kill();
    await expectGone(traces);
  });

  it('when it is killed while its executor lists a table and cannot get rid of what it read', async ({
    skip,
  }) => {
    skip(needsRoot && !isRoot, 'needs root, to become an ordinary user');
    const engine = startRemoteEngine(app, behind);
    const traces = await open(engine);
    await fillTable(traces.holder, 10, 30_000);
    // Stopped, the app reads nothing: the executor blocks on its events.
    process.kill(engine.pid, 'SIGSTOP');
    await fillTable(traces.holder, 30_000, 60_000);
    await engine.kill();
    await expectGone(traces);
  });

  it('when its page has gone and it ends by itself', async ({ skip }) => {
    skip(needsRoot && !isRoot, 'needs root, to become an ordinary user');
    const engine = startRemoteEngine(app, behind);
    const traces = await open(engine);
    await engine.stop();
    // It waited for them.
    expect([traces.holder, traces.executor].filter(isRunning)).toEqual([]);
    expect(isNamespaceInUse(traces.netns)).toBe(false);
  });

  it('when only its executor and its holder are stopped, and it is killed then', async ({ skip }) => {
    skip(needsRoot && !isRoot, 'needs root, to become an ordinary user');
    const engine = startRemoteEngine(app, behind);
    const traces = await open(engine);
    process.kill(traces.executor, 'SIGSTOP');
    process.kill(traces.holder, 'SIGSTOP');
    await engine.kill();
    await expectGone(traces);
  });
});

it('of an app that looked at its machine’s table no executor is left when it is killed', async ({ skip }) => {
  skip(!isRoot, 'needs root');
  const engine = startRemoteEngine(app, inOwnNetwork);
  await openLive(engine.client, 'host');
  await engine.client.call('target.unlock', { targetId: 'host' });
  const executors = engine.descendants().map(({ pid }) => pid);
  expect(executors).toHaveLength(1);
  const netns = readlinkSync(`/proc/${engine.pid}/ns/net`);
  await engine.kill();
  await vi.waitFor(() => expect(executors.filter(isRunning)).toEqual([]), PATIENCE);
  await vi.waitFor(() => expect(isNamespaceInUse(netns)).toBe(false), PATIENCE);
});
