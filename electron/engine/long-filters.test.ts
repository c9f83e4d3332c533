import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillMixed, makeMemoryTable } from '../../e2e/bench/memory-table.ts';
import { evaluateSlowly } from '../flows/evaluate-slowly.test-support.ts';
import { pageOfEvents } from '../flows/event-query.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries, filterFrom } from '../flows/query.ts';
import { rowOf } from '../flows/read-row.ts';
import { inSlices } from './slices.ts';

const FLOWS = 200_000;
/** A slow machine may collect garbage meanwhile. One go over all rows takes many times as long. */
const LONGEST_MS = 100;

/** Comparisons, no two alike: each holds for flows of one size, about. */
const filter = Array.from({ length: 300 }, (_, size) => `(bytes > ${size}kB and packets < ${size})`).join(
  ' or ',
);
const query = { filter, sort: [], offset: 0, limit: 100 };

let table: FlowTable;
beforeAll(() => {
  table = makeMemoryTable(FLOWS);
});

/** The longest time for which nobody else had a turn while something was done, milliseconds. */
async function longestStall(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  let longest = 0;
  for (let last = performance.now(); !isDone; ) {
    await turn();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  await ended;
  return longest;
}

describe('a filter of almost 10,000 characters', () => {
  it('holds nobody up, and finds what it means', async () => {
    expect(filter.length).toBeGreaterThan(9000);
    const queries = new FlowQueries(table);
    const answer = inSlices('test', queries.page(query));
    expect(await longestStall(answer)).toBeLessThan(LONGEST_MS);
    const { version, matched } = await answer;
    expect({ version, isMany: matched > FLOWS / 10 }).toEqual({ version: table.version, isMany: true });
    const all = await inSlices('test', queries.page({ ...query, limit: FLOWS }));
    const found = new Set(all.rows.map(({ flow }) => flow.id));
    const meaning = filterFrom(filter);
    const now = Date.now();
    for (let row = 0; row < FLOWS; row += 97) {
      const shown = rowOf(table, row);
      expect(found.has(shown.flow.id)).toBe(evaluateSlowly(meaning, shown, now));
    }
  });

  it('is no longer looked for once nobody waits for the answer', async () => {
    const stop = new AbortController();
    const queries = new FlowQueries(table);
    const answer = inSlices('test', queries.page(query), stop.signal);
    await turn();
    stop.abort();
    const stoppedAt = performance.now();
    await expect(answer).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(performance.now() - stoppedAt).toBeLessThan(LONGEST_MS);
    expect(table.useWatchers.size).toBe(0);
  });

  it('holds nobody up in the log of events either', async () => {
    for (let index = 0; index < 70_000; index++) {
      fillMixed(table, index, 0);
      table.put('updated');
    }
    const question = { filter, kinds: ['updated' as const], before: null, offset: 0, limit: 100 };
    const answer = inSlices('test', pageOfEvents(table, question));
    expect(await longestStall(answer)).toBeLessThan(LONGEST_MS);
    expect((await answer).matched).toBeGreaterThan(0);
  });
});
