import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTarget } from '../../e2e/fixtures/fake-engine.ts';
import { settle, Wire } from '../wire.test-support.ts';

let wires: Wire[];
let rows: typeof import('./flow-rows.ts');
let session: typeof import('../session.ts');
let stop: () => void;

const now = () => rows.flowRowsStore.getState();
const wire = () => {
  const last = wires.at(-1);
  if (!last) throw new Error('there was no connection');
  return last;
};
const pass = async (milliseconds: number) => void (await vi.advanceTimersByTimeAsync(milliseconds));
const missed = () => rows.comingsAndGoings(session.sessionStore.getState()) - (now().pausedAt ?? Number.NaN);

/** Answers the latest question as the table is at `version`: none of its rows matter here, only which they are. */
async function answer(version: number): Promise<void> {
  await pass(20);
  const { input } = wire().request('flows.query');
  const offset = typeof input === 'object' && input && 'offset' in input ? input.offset : null;
  const counts = { total: 1_000_000, matched: 1_000_000, rowCount: 1_000_000 };
  await wire().answer('flows.query', { version, ...counts, tookMs: 1, clock: Date.now(), offset, rows: [] });
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  session = await import('../session.ts');
  rows = await import('./flow-rows.ts');
  wires = [];
  session.startSession(async () => {
    const made = new Wire();
    wires.push(made);
    return made;
  });
  await settle();
  await wire().answer('target.open', openTarget);
  stop = rows.showFlowRows();
  await answer(1);
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each([
  ['filter', () => rows.setFilter('assured')],
  ['order', () => rows.setSort([{ column: 'bytes', descending: true }])],
])('another %s asks for the first rows at once, wherever the table is scrolled to', async (_, change) => {
  rows.setWindow(500_000, 500_040);
  await answer(1);
  change();
  await pass(20);
  expect(wire().request('flows.query').input).toMatchObject({ offset: 0, limit: 64 });
});

test('a page says which filter it belongs to while the next one is being asked', async () => {
  rows.setFilter('assured');
  await pass(20);
  expect([now().filter, now().page?.filter]).toEqual(['assured', '']);
  await answer(1);
  expect(now().page?.filter).toBe('assured');
});

test('paused rows stay when their view is left and shown again, and when the connection is made again', async () => {
  rows.pause();
  const held = now().page;
  await wire().tell({ ...openTarget, version: 2, appeared: 10 });
  stop();
  stop = rows.showFlowRows();
  await pass(2000);
  expect(wire().count('flows.query')).toBe(1);
  await wire().close();
  await pass(1000);
  await wire().answer('target.open', { ...openTarget, version: 3, appeared: 20 });
  await pass(2000);
  expect(now().page).toBe(held);
  expect(wire().count('flows.query')).toBe(0);
  expect(missed()).toBe(20);
});

test('what was on its way when it was paused does not take the place of what is held', async () => {
  await wire().tell({ ...openTarget, version: 2, appeared: 10 });
  await pass(2000);
  expect(wire().count('flows.query')).toBe(2);
  const held = now().page;
  rows.pause();
  await answer(2);
  expect(now().page).toBe(held);
});

test('rows that are scrolled to while paused are of now, and what is missed is counted from then on', async () => {
  rows.pause();
  await wire().tell({ ...openTarget, version: 2, appeared: 10 });
  expect(missed()).toBe(10);
  rows.setWindow(1000, 1040);
  await answer(2);
  expect(now().page?.version).toBe(2);
  expect(missed()).toBe(0);
  await wire().tell({ ...openTarget, version: 3, appeared: 11 });
  expect(missed()).toBe(1);
});
