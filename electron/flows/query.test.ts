import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refOf } from '../../shared/flow.ts';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { FlowQueries } from './query.ts';
import { manualClock, put } from './table.test-support.ts';

function tableOf(count: number): FlowTable {
  const table = new FlowTable();
  for (let source = 1; source <= count; source++) {
    put(table, 'new', {
      source,
      protocol: source % 2 ? 6 : 17,
      zones: [source % 3, source % 3],
      timeout: 100 - source,
    });
  }
  return table;
}

const all = { filter: '', sort: [], offset: 0, limit: 100 };

describe('a query', () => {
  it('answers the rows of one screen, and how many there are', () => {
    const page = new FlowQueries(tableOf(50)).page({ ...all, offset: 45, limit: 10 });
    expect(page).toMatchObject({ total: 50, matched: 50, rowCount: 50, offset: 45 });
    expect(page.rows).toHaveLength(5);
  });

  it('filters, sorts by two keys, and counts what matched', () => {
    const sort = [
      { column: 'zone', descending: true },
      { column: 'source', descending: false },
    ] as const;
    const page = new FlowQueries(tableOf(10)).page({ ...all, filter: 'proto == tcp', sort: [...sort] });
    expect(page).toMatchObject({ total: 10, matched: 5 });
    expect(page.rows.map(({ flow }) => [flow.zones.original, flow.original.source])).toEqual([
      [2, '0.0.0.5'],
      [1, '0.0.0.1'],
      [1, '0.0.0.7'],
      [0, '0.0.0.3'],
      [0, '0.0.0.9'],
    ]);
  });

  it.each([
    ['sorted', [{ column: 'source' as const, descending: false }]],
    ['as it lies', []],
  ])('keeps a place that is looked at, wherever the flows before it push it (%s)', (_, sort) => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    for (let source = 1; source <= 1500; source++) put(table, 'new', { source });
    const queries = new FlowQueries(table);
    const window = { filter: '', sort, offset: 1000, limit: 50 };
    const flows = queries
      .page(window)
      .rows.slice(20, 23)
      .map(({ flow }) => refOf(flow));
    for (let source = 1; source <= 300; source++) put(table, 'destroyed', { source });
    clock.advance(GHOST_MS);
    table.sweep();
    const page = queries.page({ ...window, held: { row: 1020, flows } });
    expect(page.offset).toBe(700);
    expect(page.rows.slice(20, 23).map(({ flow }) => refOf(flow))).toEqual(flows);
    // What is still in sight where it was asked for is not taken along.
    expect(queries.page({ ...window, offset: 710, held: { row: 1020, flows } }).offset).toBe(710);
  });

  it('goes nowhere for a place whose flows are gone', () => {
    const table = tableOf(50);
    const [row] = new FlowQueries(tableOf(60)).page({ ...all, offset: 55 }).rows;
    const flows = row ? [refOf(row.flow)] : [];
    expect(new FlowQueries(table).page({ ...all, offset: 10, held: { row: 12, flows } }).offset).toBe(10);
  });

  it('shows a flow that went a moment ago, without counting it', () => {
    const table = tableOf(3);
    put(table, 'destroyed', { source: 2, protocol: 17, zones: [2, 2] });
    const page = new FlowQueries(table).page(all);
    expect(page).toMatchObject({ total: 2, matched: 2, rowCount: 3 });
    expect(page.rows.filter(({ goneSince }) => goneSince !== null)).toHaveLength(1);
  });

  it('without filter and sort answers what one that takes every flow answers, whatever came and went', () => {
    const clock = manualClock();
    const step = fc.record({
      kind: fc.constantFrom('new', 'destroyed', 'sweep'),
      source: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(45), fc.nat(45), (steps, offset, limit) => {
        const table = new FlowTable(clock);
        for (const { kind, source } of steps) {
          if (kind === 'sweep') {
            clock.advance(10_000);
            table.sweep();
          } else put(table, kind === 'new' ? 'new' : 'destroyed', { source });
        }
        const queries = new FlowQueries(table);
        const every = { tookMs: 0, clock: 0 };
        const plain = queries.page({ filter: '', sort: [], offset, limit });
        const filtered = queries.page({ filter: 'id >= 0', sort: [], offset, limit });
        expect({ ...plain, ...every }).toEqual({ ...filtered, ...every });
      }),
    );
  });

  it('sees every change of the table', () => {
    const table = tableOf(3);
    const queries = new FlowQueries(table);
    const before = queries.page(all);
    put(table, 'new', { source: 9 });
    const after = queries.page(all);
    expect(after.matched).toBe(4);
    expect(after.version).toBeGreaterThan(before.version);
  });

  it('refuses a filter that does not parse, and names the part', () => {
    const queries = new FlowQueries(tableOf(1));
    expect(() => queries.page({ ...all, filter: 'proto == tpc' })).toThrow();
  });

  it('answers an offset beyond the end with no rows', () => {
    expect(new FlowQueries(tableOf(3)).page({ ...all, offset: 1000 }).rows).toEqual([]);
  });

  it('tells which part of the table is looked at, where the kernel can pick it out', () => {
    const queries = new FlowQueries(tableOf(10));
    expect(queries.shownPart()).toBeNull();
    queries.page({ ...all, filter: 'zone == 2 and bytes > 5' });
    expect(queries.shownPart()).toEqual({ zone: 2 });
    queries.page({ ...all, filter: 'bytes > 5' });
    expect(queries.shownPart()).toBeNull();
  });

  it('remembers which rows are on a screen', () => {
    const queries = new FlowQueries(tableOf(10));
    queries.page({ ...all, offset: 2, limit: 3 });
    expect(queries.shownRows()).toEqual([2, 3, 4]);
  });
});
