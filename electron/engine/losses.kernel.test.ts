import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fillTable } from '../../e2e/fixtures/fill-table.ts';
import { countsOf, flowWorksOf } from '../../e2e/fixtures/flow-works.ts';
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
const FLOWS = 60_000;

let engine: TestEngine;
beforeAll(async () => {
  engine = startTestEngine({ eventBufferBytes: 4096 });
  await openLive(engine.client, targetId);
});
afterAll(() => engine.stop());

it.each([
  ['the kernel drops the events of it', 5_000],
  ['so many flows go at once that their events are not listened to', 12_000],
])(
  'a flush is counted right though %s',
  async (_, count) => {
    const { client } = engine;
    const isThere = ({ phase, flows }: TargetState) => phase === 'live' && flows === count;
    await fillTable(engine.holderPid(), 0, count);
    const { losses } = await stateWhen(client, targetId, isThere);
    expect(countsOf(await flowWorksOf(client, targetId).flush({ kind: 'table' }, 'Sandbox'))).toEqual({
      deleted: count,
    });
    const after = await stateWhen(client, targetId, ({ phase, flows }) => phase === 'live' && flows === 0);
    if (count < 10_000) expect(after.losses.count).toBeGreaterThan(losses.count);
    expect(await engine.kernelTable().entries()).toEqual([]);
  },
  60_000,
);

it('lost events are counted, shown, and repaired by a listing, so that the table is the kernel’s again', async () => {
  const table = engine.kernelTable();
  const kinds = ['new' as const, 'updated' as const, 'destroyed' as const];
  const question = { targetId, filter: 'proto == 99', kinds, before: null, offset: 0, limit: 500 };
  const { next } = await engine.client.call('events.page', question);
  await fillTable(engine.holderPid(), 0, FLOWS);
  const before = await stateWhen(
    engine.client,
    targetId,
    ({ phase, flows }) => phase === 'live' && flows === FLOWS,
  );

  // While it is stopped nothing reads the socket, whose few bytes hold some events and not hundreds.
  const executor = engine.executorPid();
  process.kill(executor, 'SIGSTOP');
  await fillTable(engine.holderPid(), FLOWS, FLOWS + 500);
  await table.conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.0', '--sport', '17');
  const states = statesUntil(
    engine.client,
    targetId,
    ({ phase, losses }) =>
      phase === 'live' && losses.count > before.losses.count && losses.repairedAt !== null,
  );
  process.kill(executor, 'SIGCONT');

  const repaired = (await states).at(-1);
  expect((await states).map(({ phase }) => phase)).toContain('resyncing');
  expect(repaired).toMatchObject({ flows: FLOWS + 499, error: null });
  expect(repaired?.losses.repairedAt).toBeGreaterThanOrEqual(repaired?.losses.lastAt ?? Number.NaN);
  expect(engine.executorPid()).toBe(executor);

  // The log of events shows the gap where it was.
  const { entries } = await engine.client.call('events.page', question);
  // It holds the gaps of earlier tests as long as the kernel drops enough of the events in between.
  const gaps = entries.filter(({ sequence }) => sequence >= next);
  expect(gaps.length).toBeGreaterThan(0);
  for (const gap of gaps) {
    expect(gap).toMatchObject({ kind: 'gap', cause: 'overrun' });
    if (gap.kind === 'gap') expect(gap.repairedAt).toBeGreaterThanOrEqual(gap.at);
  }
  // Until its row is swept, the flow that went would move others from one page to another while they are read.
  await vi.waitFor(
    async () => {
      const question = { targetId, filter: '', sort: [], offset: 0, limit: 0 };
      const { rowCount, total } = await engine.client.call('flows.query', question);
      expect(rowCount).toBe(total);
    },
    { timeout: 10_000 },
  );
  expect(comparable(entriesOf(await rowsOf(engine.client, targetId)))).toEqual(
    comparable(await table.entries()),
  );
}, 60_000);
