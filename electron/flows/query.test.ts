import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../shared/contract.ts';
import { refOf } from '../../shared/flow.ts';
import { LIFE_WORDS } from '../../shared/flow-life.ts';
import { ORIG_SRC } from '../../shared/flow-record.ts';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { FlowQueries } from './query.ts';
import { atOnce, manualClock, put } from './table.test-support.ts';

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

/** Asks without a pause. */
function ask(queries: FlowQueries, query: Parameters<FlowQueries['page']>[0]): CallOutput<'flows.query'> {
  return atOnce(queries.page(query));
}

const all = { filter: '', sort: [], offset: 0, limit: 100 };

describe('a query', () => {
  it('answers the rows of one screen, and how many there are', () => {
    const page = ask(new FlowQueries(tableOf(50)), { ...all, offset: 45, limit: 10 });
    expect(page).toMatchObject({ total: 50, matched: 50, rowCount: 50, offset: 45 });
    expect(page.rows).toHaveLength(5);
  });

  it('filters, sorts by two keys, and counts what matched', () => {
    const sort = [
      { column: 'zone', descending: true },
      { column: 'source', descending: false },
    ] as const;
    const page = ask(new FlowQueries(tableOf(10)), { ...all, filter: 'proto == tcp', sort: [...sort] });
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
    const flows = ask(queries, window)
      .rows.slice(20, 23)
      .map(({ flow }) => refOf(flow));
    for (let source = 1; source <= 300; source++) put(table, 'destroyed', { source });
    clock.advance(GHOST_MS);
    table.sweep();
    const page = ask(queries, { ...window, held: { row: 1020, flows } });
    expect(page.offset).toBe(700);
    expect(page.rows.slice(20, 23).map(({ flow }) => refOf(flow))).toEqual(flows);
    // What is still in sight where it was asked for is not taken along.
    expect(ask(queries, { ...window, offset: 710, held: { row: 1020, flows } }).offset).toBe(710);
  });

  it('goes nowhere for a place whose flows are gone', () => {
    const table = tableOf(50);
    const [row] = ask(new FlowQueries(tableOf(60)), { ...all, offset: 55 }).rows;
    const flows = row ? [refOf(row.flow)] : [];
    expect(ask(new FlowQueries(table), { ...all, offset: 10, held: { row: 12, flows } }).offset).toBe(10);
  });

  it('shows a flow that went a moment ago, without counting it', () => {
    const table = tableOf(3);
    put(table, 'destroyed', { source: 2, protocol: 17, zones: [2, 2] });
    const page = ask(new FlowQueries(table), all);
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
        const plain = ask(queries, { filter: '', sort: [], offset, limit });
        const filtered = ask(queries, { filter: 'id >= 0', sort: [], offset, limit });
        expect({ ...plain, ...every }).toEqual({ ...filtered, ...every });
      }),
    );
  });

  it('sees every change of the table', () => {
    const table = tableOf(3);
    const queries = new FlowQueries(table);
    const before = ask(queries, all);
    put(table, 'new', { source: 9 });
    const after = ask(queries, all);
    expect(after.matched).toBe(4);
    expect(after.version).toBeGreaterThan(before.version);
  });

  it('refuses a filter that does not parse, and names the part', () => {
    const queries = new FlowQueries(tableOf(1));
    expect(() => ask(queries, { ...all, filter: 'proto == tpc' })).toThrow();
  });

  it('answers an offset beyond the end with no rows', () => {
    expect(ask(new FlowQueries(tableOf(3)), { ...all, offset: 1000 }).rows).toEqual([]);
  });

  it('tells which part of the table is looked at, where the kernel can pick it out', () => {
    const queries = new FlowQueries(tableOf(10));
    expect(queries.shownPart()).toBeNull();
    ask(queries, { ...all, filter: 'zone == 2 and bytes > 5' });
    ask(queries, { ...all, filter: 'zone == 2 and bytes > 5', offset: 3 });
    expect(queries.shownPart()).toEqual({ zone: 2 });
    ask(queries, { ...all, filter: 'bytes > 5' });
    expect(queries.shownPart()).toBeNull();
  });

  it('remembers which rows are on a screen', () => {
    const queries = new FlowQueries(tableOf(10));
    ask(queries, { ...all, offset: 2, limit: 3 });
    expect(queries.shownRows()).toEqual([2, 3, 4]);
  });

  it('remembers them for each of two pages that look at different places of one list', () => {
    const queries = new FlowQueries(tableOf(10));
    ask(queries, { ...all, offset: 2, limit: 2 });
    ask(queries, { ...all, offset: 7, limit: 2 });
    ask(queries, { ...all, offset: 2, limit: 3 });
    expect(queries.shownRows()).toEqual([2, 3, 4, 7, 8]);
  });
});

describe('the lives of all flows that match', () => {
  const column = fc.constantFrom('source' as const, 'zone' as const, 'bytes' as const, 'protocol' as const);
  const sort = fc.array(fc.record({ column, descending: fc.boolean() }), { maxLength: 3 });
  const flow = fc.record(
    {
      source: fc.integer({ min: 1, max: 0xffff_ffff }),
      zones: fc.constantFrom<[number, number]>([0, 0], [7, 7], [7, 0]),
      bytes: fc.integer({ min: 0, max: 0xffff_ffff }),
      protocol: fc.constantFrom(6, 17),
    },
    { requiredKeys: ['source', 'zones', 'protocol'] },
  );

  it('stand in the order of the page, without those of flows that went', () => {
    fc.assert(
      fc.property(fc.uniqueArray(flow, { selector: ({ source }) => source }), sort, (flows, keys) => {
        const table = new FlowTable();
        for (const [id, one] of flows.entries()) put(table, 'new', { ...one, id });
        for (const [id, one] of flows.slice(0, 3).entries()) put(table, 'destroyed', { ...one, id });
        const queries = new FlowQueries(table);
        const question = { filter: 'zone == 7', sort: keys, offset: 0, limit: flows.length };
        const rows = ask(queries, question).rows.filter(({ goneSince }) => goneSince === null);
        const lives = atOnce(queries.lives(question.filter, keys));
        const ids = Array.from({ length: lives.count }, (_, index) => lives.ref(index).id);
        expect(ids).toEqual(rows.map(({ flow: { id } }) => id));
      }),
    );
  });

  it('are those that matched when they were looked at, each once and in its place of then, whatever comes in the pauses', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    const flows = Array.from({ length: 500 }, (_, number) => ({
      source: number + 1,
      id: number + 1,
      bytes: (number * 7919) % 500,
    }));
    for (const one of flows) put(table, 'new', one);
    const work = new FlowQueries(table).lives('proto == tcp', [{ column: 'bytes', descending: true }]);
    // All of them are looked at before the first pause.
    work.next();
    for (const one of flows.slice(0, 250)) put(table, 'destroyed', one);
    for (const one of flows.slice(250)) put(table, 'listed', { ...one, bytes: 500 - one.bytes });
    clock.advance(GHOST_MS);
    table.sweep();
    // These get the rows of those that went.
    for (const one of flows.slice(0, 250))
      put(table, 'new', { ...one, source: one.source + 1000, protocol: 17 });
    const lives = atOnce(work);
    const ids = Array.from({ length: lives.count }, (_, index) => lives.ref(index).id);
    expect(ids).toEqual(flows.toSorted((a, b) => b.bytes - a.bytes).map(({ id }) => id));
    const found = ids.filter((_, index) => lives.rowOf(index, table) !== -1);
    expect(found).toHaveLength(250);
  });

  it('of a large table are sorted in many steps', () => {
    const table = tableOf(70_000);
    const work = new FlowQueries(table).lives('', [{ column: 'source', descending: true }]);
    let steps = 0;
    let step = work.next();
    for (; !step.done; step = work.next()) steps++;
    expect(steps).toBeGreaterThan(20);
    const { words } = step.value;
    const sources = Array.from({ length: 70_000 }, (_, index) => words[index * LIFE_WORDS + ORIG_SRC]);
    expect(sources).toEqual(Array.from({ length: 70_000 }, (_, index) => 70_000 - index));
  });
});
