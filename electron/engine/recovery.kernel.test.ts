import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { isNamespaceInUse, isRunning } from '../../e2e/fixtures/process-tree.ts';
import { comparable, entriesOf } from '../../e2e/fixtures/same-table.ts';
import {
  openLive,
  rowsOf,
  startTestEngine,
  statesUntil,
  stateWhen,
  type TestEngine,
} from '../../e2e/fixtures/test-engine.ts';
import type { TargetState } from '../../shared/target-state.ts';

const targetId = 'sandbox';
const isLive = ({ phase }: TargetState) => phase === 'live';
const isLost = ({ phase }: TargetState) => phase === 'lost';

let engine: TestEngine;
beforeEach(async () => {
  engine = startTestEngine();
  await openLive(engine.client, targetId);
});
afterEach(() => engine.stop());

async function expectSameAsKernel(): Promise<void> {
  const [rows, entries] = [await rowsOf(engine.client, targetId), await engine.kernelTable().entries()];
  expect(comparable(entriesOf(rows))).toEqual(comparable(entries));
}

/** Ends the engine's thread, and waits until the next one serves the sandbox. */
async function crash(): Promise<void> {
  const worker = engine.worker();
  const ended = once(worker, 'exit');
  await worker.terminate();
  await ended;
  await vi.waitFor(() => expect(engine.worker()).not.toBe(worker), { timeout: 5000 });
}

describe('an executor that is killed', () => {
  it('in the middle of a listing is replaced, and the table is true again', async () => {
    const flows = 80_000;
    await fillTable(engine.holderPid(), 0, flows);
    await crash();
    await engine.client.call('target.open', { targetId });
    const states = statesUntil(engine.client, targetId, isLive);
    process.kill(engine.executorPid(), 'SIGKILL');
    const reconnecting = (await states).find(({ phase }) => phase === 'reconnecting');
    expect(reconnecting?.flows).toBeLessThan(flows);
    expect(reconnecting?.error).toMatchObject({
      code: 'target-lost',
      message: 'The executor ended by SIGKILL.',
    });
    expect((await states).at(-1)).toMatchObject({ flows, error: null });
    await expectSameAsKernel();
  }, 60_000);

  it('is replaced, and what happened meanwhile is seen', async () => {
    const table = engine.kernelTable();
    await fillTable(engine.holderPid(), 0, 100);
    await stateWhen(engine.client, targetId, ({ flows }) => flows === 100);
    const executor = engine.executorPid();
    const states = statesUntil(engine.client, targetId, (state) => isLive(state) && state.flows === 110);
    // Stopped, it tells nothing of what comes now.
    process.kill(executor, 'SIGSTOP');
    await fillTable(engine.holderPid(), 100, 120);
    for (let port = 0; port < 10; port++)
      await table.conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.0', '--sport', String(port));
    process.kill(executor, 'SIGKILL');
    expect((await states).map(({ phase }) => phase)).toContain('reconnecting');
    await expectSameAsKernel();
    expect(engine.executorPid()).not.toBe(executor);
  });

  it('fails what was asked of it, with the reason', async () => {
    const executor = engine.executorPid();
    process.kill(executor, 'SIGSTOP');
    const outcomes = engine.client.call('flows.inject', { targetId, specs: [numberedFlow(1)] });
    // A call that is answered later than that one has reached the engine.
    await engine.client.call('settings.read', {});
    process.kill(executor, 'SIGKILL');
    expect(await outcomes).toMatchObject([
      { outcome: 'refused', error: { code: 'target-lost', message: 'The executor ended by SIGKILL.' } },
    ]);
  });

  it('again and again is replaced every time', async () => {
    await fillTable(engine.holderPid(), 0, 10);
    for (let round = 0; round < 3; round++) {
      const executor = engine.executorPid();
      let wasSeen = false;
      const states = statesUntil(engine.client, targetId, (state) => {
        wasSeen ||= state.phase === 'reconnecting';
        return wasSeen && isLive(state);
      });
      process.kill(executor, 'SIGKILL');
      expect((await states).at(-1)).toMatchObject({ flows: 10, error: null });
    }
    await expectSameAsKernel();
  });
});

describe('a holder that is killed', () => {
  it('loses the sandbox, says so, and leaves nothing of it behind', async () => {
    await engine.client.call('flows.inject', { targetId, specs: [numberedFlow(1)] });
    const { netns } = engine.kernelTable().namespace;
    const executor = engine.executorPid();
    const states = statesUntil(engine.client, targetId, isLost);
    process.kill(engine.holderPid(), 'SIGKILL');
    const error = {
      code: 'target-lost',
      message: expect.stringContaining('The sandbox is lost'),
      hint: expect.stringContaining('Open the sandbox again'),
    };
    expect((await states).at(-1)?.error).toMatchObject(error);
    await expect(
      engine.client.call('flows.inject', { targetId, specs: [numberedFlow(2)] }),
    ).rejects.toMatchObject({ data: error });
    await vi.waitFor(() => expect(isRunning(executor)).toBe(false));
    await vi.waitFor(() => expect(isNamespaceInUse(netns)).toBe(false));
  });

  it('is followed, when the sandbox is opened again, by a new and empty one', async () => {
    await engine.client.call('flows.inject', { targetId, specs: [numberedFlow(1)] });
    const { netns } = engine.kernelTable().namespace;
    const lost = stateWhen(engine.client, targetId, isLost);
    process.kill(engine.holderPid(), 'SIGKILL');
    await lost;
    expect(await openLive(engine.client, targetId)).toMatchObject({ flows: 0, error: null });
    expect(engine.kernelTable().namespace.netns).not.toBe(netns);
    const [outcome] = await engine.client.call('flows.inject', { targetId, specs: [numberedFlow(1)] });
    expect(outcome?.outcome).toBe('created');
  });

  it('together with its executor stays lost, and can be opened again', async () => {
    const states = statesUntil(engine.client, targetId, isLost);
    const [holder, executor] = [engine.holderPid(), engine.executorPid()];
    process.kill(executor, 'SIGKILL');
    process.kill(holder, 'SIGKILL');
    await states;
    const again = await openLive(engine.client, targetId);
    expect(again).toMatchObject({ phase: 'live', flows: 0, error: null });
    expect(engine.executorPid()).not.toBe(executor);
  });

  it('while its executor is being replaced stays lost', async () => {
    const [holder, executor] = [engine.holderPid(), engine.executorPid()];
    process.kill(executor, 'SIGKILL');
    // Stopped where it begins to run, before it has said that it is there.
    const next = await vi.waitFor(
      () => {
        const pid = engine.executorPid();
        expect(pid).not.toBe(executor);
        expect(readlinkSync(`/proc/${pid}/exe`)).toBe(process.execPath);
        process.kill(pid, 'SIGSTOP');
        return pid;
      },
      { interval: 2, timeout: 5000 },
    );
    const lost = stateWhen(engine.client, targetId, isLost);
    process.kill(holder, 'SIGKILL');
    expect((await lost).error?.message).toContain('The sandbox is lost');
    process.kill(next, 'SIGCONT');
    await vi.waitFor(() => expect(isRunning(next)).toBe(false), { timeout: 5000 });
    expect((await openLive(engine.client, targetId)).flows).toBe(0);
  });
});

describe('an engine that crashes', () => {
  it('fails what was asked of it, and the client goes on with the next', async () => {
    const specs = Array.from({ length: 1000 }, (_, number) => numberedFlow(number));
    const asked = engine.client.call('flows.inject', { targetId, specs });
    const failed = expect(asked).rejects.toMatchObject({
      data: { code: 'target-lost', detail: expect.stringContaining('the engine crashed') },
    });
    await crash();
    await failed;
    expect(await engine.client.call('target.list', {})).toHaveLength(2);
    expect(engine.log).toContainEqual(expect.stringContaining('engine: restarting'));
  });

  it('leaves the sandbox’s table as it was', async () => {
    await fillTable(engine.holderPid(), 0, 50);
    const { netns } = engine.kernelTable().namespace;
    const executor = engine.executorPid();
    const before = comparable(await engine.kernelTable().entries());
    await crash();
    await vi.waitFor(() => expect(isRunning(executor)).toBe(false));
    expect((await openLive(engine.client, targetId)).flows).toBe(50);
    expect(engine.kernelTable().namespace.netns).toBe(netns);
    expect(comparable(entriesOf(await rowsOf(engine.client, targetId)))).toEqual(before);
  });

  it('ends the streams that were followed', async () => {
    const ended = new Promise((accept) => {
      engine.client.subscribe('target.state', { targetId }, () => undefined, accept);
    });
    await crash();
    expect(await ended).toMatchObject({ data: { code: 'target-lost' } });
  });
});

describe('an engine that is stopped', () => {
  it('is gone with executor, holder and namespace when that is answered', async () => {
    const pids = [engine.holderPid(), engine.executorPid()];
    const { netns } = engine.kernelTable().namespace;
    await engine.stop();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(isNamespaceInUse(netns)).toBe(false);
  });

  it('starts nothing again when its holder or its thread ends', async () => {
    const lines = engine.log.length;
    await engine.stop();
    expect(engine.log.slice(lines)).toEqual([]);
    await expect(engine.client.call('target.list', {})).rejects.toMatchObject({
      data: { code: 'target-lost' },
    });
  });
});
