import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf } from '../../e2e/fixtures/flow-works.ts';
import { tableOf } from '../../e2e/fixtures/kernel-table.ts';
import { type SandboxHolder, startSandbox } from '../targets/sandbox.ts';
import { Engine } from './engine.ts';

const executorFolder = resolve(import.meta.dirname, '../../out/executor');
const targetId = 'sandbox';
const ignored = new AbortController().signal;

let holder: SandboxHolder;
let engine: Engine;
beforeAll(async () => {
  holder = await startSandbox(executorFolder);
  engine = new Engine({
    executorFolder,
    eventBufferBytes: 1 << 23,
    holder: async () => holder,
    pathOfFile: () => Promise.reject(new Error('no files here')),
    log: () => undefined,
  });
  await open();
});
afterAll(async () => {
  await engine.calls['target.close']({ targetId }, ignored);
  await holder.stop();
});
beforeEach(() => tableOf(holder.pid).conntrack('-F'));

const open = () => engine.calls['target.open']({ targetId }, ignored);
const inject = async (count: number, signal: AbortSignal) =>
  engine.calls['flows.inject'](
    { targetId, specs: Array.from({ length: count }, (_, number) => numberedFlow(number)) },
    signal,
  );
const count = (outcomes: readonly { outcome: string }[], wanted: string) =>
  outcomes.filter(({ outcome }) => outcome === wanted).length;

describe('a call that is cancelled in the middle', () => {
  it('has an outcome for every flow, and those that are called created are in the table', async () => {
    const abort = new AbortController();
    const call = inject(300, abort.signal);
    abort.abort();
    const outcomes = await call;
    expect(outcomes).toHaveLength(300);
    const created = count(outcomes, 'created');
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThan(300);
    expect(await tableOf(holder.pid).entries()).toHaveLength(created);
    const rest = outcomes.slice(created);
    for (const outcome of rest)
      expect(outcome).toMatchObject({ outcome: 'refused', error: { code: 'cancelled' } });
  });

  it('leaves the flows that it did not come to undeleted', async () => {
    const refs = (await inject(300, ignored)).flatMap((outcome) =>
      outcome.outcome === 'created' ? [outcome.ref] : [],
    );
    const { pickId } = await engine.calls['flows.pick'](
      { targetId, scope: { kind: 'flows', refs } },
      ignored,
    );
    const call = engine.calls['flows.delete'](
      { targetId, pickId, workId: 'delete-300' },
      AbortSignal.abort(),
    );
    expect(countsOf(await call)).toEqual({ untried: 300 });
    expect(await tableOf(holder.pid).entries()).toHaveLength(300);
  });
});

describe('a target', () => {
  it('is closed when no other page looks at it, and its executor ends', async () => {
    const stop = [1, 2].map(() => engine.streams['target.state']({ targetId }, () => undefined));
    expect(await engine.calls['target.close']({ targetId }, ignored)).toEqual({ closed: false });
    stop[0]?.();
    expect(await engine.calls['target.close']({ targetId }, ignored)).toEqual({ closed: true });
    await expect(inject(1, ignored)).rejects.toMatchObject({ data: { code: 'target-lost' } });
    await open();
    expect(await inject(1, ignored)).toMatchObject([{ outcome: 'created' }]);
  });

  it('of no known name is not found', async () => {
    await expect(engine.calls['target.open']({ targetId: 'moon' }, ignored)).rejects.toMatchObject({
      data: { code: 'not-found', subject: 'moon' },
    });
  });
});
