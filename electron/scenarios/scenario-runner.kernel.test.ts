import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namespaceOf } from '../../e2e/fixtures/namespace.ts';
import { descendantsOf, isRunning } from '../../e2e/fixtures/process-tree.ts';
import { openLive, startTestEngine, type TestEngine } from '../../e2e/fixtures/test-engine.ts';
import type { ScenarioRun } from '../../shared/scenario.ts';
import { ownNetns } from '../executor/holder.ts';
import { startProcess } from '../executor/start-process.ts';

const targetId = 'sandbox';

let engine: TestEngine;
beforeAll(async () => {
  engine = startTestEngine();
  await openLive(engine.client, targetId);
});
afterAll(() => engine.stop());

const start = (scenarioId: string) => engine.client.call('scenarios.run', { targetId, scenarioId });
const stop = () => engine.client.call('scenarios.stop', { targetId });

function runWhen(isWanted: (run: ScenarioRun) => boolean): Promise<ScenarioRun> {
  return new Promise((accept, refuse) => {
    const end = engine.client.subscribe(
      'scenarios.state',
      { targetId },
      (run) => {
        if (run === null || !isWanted(run)) return;
        queueMicrotask(() => end());
        accept(run);
      },
      refuse,
    );
  });
}

const trafficPids = () =>
  descendantsOf(process.pid)
    .filter(({ command }) => command.some((word) => word.endsWith('/traffic.cjs')))
    .map(({ pid }) => pid);

/** What a demonstration puts into the sandbox: nft(8)'s tables and the addresses of the loopback device. */
async function traces(): Promise<{ tables: string; addresses: string }> {
  const namespace = namespaceOf(engine.holderPid());
  const tables = await namespace.run('nft', ['list', 'tables']);
  const addresses = await namespace.run('ip', ['-4', '-o', 'address', 'show', 'dev', 'lo']);
  return { tables: tables.stdout, addresses: addresses.stdout };
}

it('leaves neither process nor rule nor address when it is stopped in the middle', async () => {
  await start('port-scan');
  await runWhen(({ phase, steps }) => phase === 'running' && steps.length === 1);
  const [pid] = trafficPids();
  if (pid === undefined) throw new Error('no traffic flows');
  expect((await traces()).tables).toContain('conntrack_inspector_demo');
  await stop();
  expect(isRunning(pid)).toBe(false);
  expect(await traces()).toMatchObject({
    tables: expect.not.stringContaining('conntrack_inspector_demo'),
    addresses: expect.not.stringMatching(/192\.0\.2|198\.51\.100|203\.0\.113/),
  });
  expect(await runWhen(() => true)).toMatchObject({ phase: 'stopped', error: null });
});

it('runs alone: a second is refused until the first is stopped', async () => {
  await start('ping');
  await expect(start('two-zones')).rejects.toMatchObject({ data: { code: 'exists' } });
  await stop();
  await start('two-zones');
  await runWhen(({ scenarioId, phase }) => scenarioId === 'two-zones' && phase === 'running');
  await stop();
});

it('refuses what it does not know, and every target but the sandbox', async () => {
  await expect(start('war')).rejects.toMatchObject({ data: { code: 'not-found' } });
  const onHost = engine.client.call('scenarios.run', { targetId: 'host', scenarioId: 'ping' });
  await expect(onHost).rejects.toMatchObject({ data: { code: 'unsupported' } });
});

it('says that it failed when the program behind it is killed, and cleans up', async () => {
  await start('tcp-life');
  await runWhen(({ phase }) => phase === 'running');
  const [pid] = trafficPids();
  if (pid === undefined) throw new Error('no traffic flows');
  process.kill(pid, 'SIGKILL');
  const run = await runWhen(({ phase }) => phase === 'failed' || phase === 'finished');
  expect(run.error).toMatchObject({ message: 'The demonstration could not go on.' });
  expect((await traces()).tables).not.toContain('conntrack_inspector_demo');
}, 60_000);

it.each([
  ['its launcher’s own network', ownNetns()],
  ['an unnamed network', ''],
])('never sends a packet in %s', async (_, forbidden) => {
  const program = join(resolve(import.meta.dirname, '../..'), 'out/executor/traffic.cjs');
  const { process: traffic, ended } = startProcess([process.execPath, program, forbidden], () => undefined);
  traffic.stdout.resume();
  expect(await ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('refusing to run') });
});
