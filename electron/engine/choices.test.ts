import { beforeEach, describe, expect, test } from 'vitest';
import type { Choice, ChosenFlows, RowPlace } from '../../shared/choice.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import type { SortKey } from '../../shared/flow-page.ts';
import { hasPrint, printOf } from '../../shared/life-print.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { FlowQueries } from '../flows/query.ts';
import { atOnce, put } from '../flows/table.test-support.ts';
import { Choices } from './choices.ts';
import { Picks } from './picks.ts';

const NOTHING: ChosenFlows = { refs: [] };
const BY_SOURCE: readonly SortKey[] = [{ column: 'source', descending: true }];

let table: FlowTable;
let queries: FlowQueries;
let choices: Choices;
beforeEach(() => {
  table = new FlowTable();
  queries = new FlowQueries(table);
  choices = new Choices(queries);
});

/** Flows with these sources, which are their ids as well. */
function putFlows(first: number, last: number): void {
  for (let source = first; source <= last; source++) put(table, 'listed', { source, id: source });
}

const end = (source: number) => put(table, 'destroyed', { source, id: source });

function flow(id: number): FlowRef {
  const { rows } = atOnce(queries.page({ filter: '', sort: [], offset: 0, limit: 1000 }));
  const found = rows.find((row) => row.flow.id === id);
  if (!found) throw new Error(`flow ${id} is not in the table`);
  return refOf(found.flow);
}

const at = (row: number): RowPlace => ({ row, flow: null });
/** A flow that was seen at a row. */
const seen = (id: number, row: number): RowPlace => ({ row, flow: flow(id) });

function sweep(
  from: RowPlace,
  to: RowPlace,
  {
    base = NOTHING,
    filter = '',
    sort = [],
  }: { base?: ChosenFlows; filter?: string; sort?: readonly SortKey[] } = {},
): Promise<Choice> {
  return choices.choose(base, { filter, sort: [...sort], from, to }, new AbortController().signal);
}

function idsOf({ choiceId }: Choice): number[] {
  return choices.page(choiceId, 0, 1000).map(({ id }) => id);
}

describe('a sweep', () => {
  test('takes the rows from one place to another in their order, whichever way it goes', async () => {
    putFlows(1, 10);
    expect(idsOf(await sweep(at(2), at(5)))).toEqual([3, 4, 5, 6]);
    expect(idsOf(await sweep(at(5), at(2)))).toEqual([3, 4, 5, 6]);
    expect(idsOf(await sweep(at(2), at(5), { sort: BY_SOURCE }))).toEqual([8, 7, 6, 5]);
  });

  test('ends with the last row where it reaches beyond', async () => {
    putFlows(1, 4);
    expect(idsOf(await sweep(at(2), at(5000)))).toEqual([3, 4]);
  });

  test('begins and ends at flows, wherever those that came before have pushed them', async () => {
    putFlows(1, 10);
    const [from, to] = [seen(7, 3), seen(5, 5)];
    putFlows(11, 20);
    expect(idsOf(await sweep(from, to, { sort: BY_SOURCE }))).toEqual([7, 6, 5]);
  });

  test('takes only the end whose flow is still there, and says so', async () => {
    putFlows(1, 10);
    const gone = { row: 2, flow: { ...flow(3), id: 77 } };
    const choice = await sweep(gone, seen(6, 5));
    expect(idsOf(choice)).toEqual([6]);
    expect(choice.isWhole).toBe(false);
    expect(idsOf(await sweep(seen(6, 5), gone))).toEqual([6]);
    expect(idsOf(await sweep(gone, gone))).toEqual([]);
  });

  test('counts rows of flows that went as the page does, but does not take them', async () => {
    putFlows(1, 10);
    const [from, gone] = [seen(2, 1), seen(3, 2)];
    for (const id of [3, 4]) end(id);
    expect(idsOf(await sweep(from, at(5)))).toEqual([2, 5, 6]);
    expect(idsOf(await sweep(gone, at(5)))).toEqual([5, 6]);
  });

  test('takes flows that match the filter and no others', async () => {
    putFlows(1, 10);
    expect(idsOf(await sweep(at(0), at(2), { filter: 'id > 4' }))).toEqual([5, 6, 7]);
  });

  test('finds nothing in an empty table', async () => {
    expect(await sweep(at(0), at(10))).toMatchObject({ count: 0, prints: '' });
  });
});

describe('a choice', () => {
  test('is told apart from other flows, and from other lives of the same, by prints', async () => {
    putFlows(1, 600);
    const { prints, count } = await sweep(at(0), at(499));
    expect(count).toBe(500);
    const { rows } = atOnce(queries.page({ filter: '', sort: [], offset: 0, limit: 600 }));
    const chosen = rows.filter((row) => hasPrint(prints, printOf(refOf(row.flow))));
    expect(chosen.map((row) => row.flow.id)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(hasPrint(prints, printOf({ ...flow(1), id: 2 }))).toBe(false);
  });

  test('adds to what was chosen before, each flow once', async () => {
    putFlows(1, 10);
    const { choiceId } = await sweep(at(0), at(4));
    const base = { refs: [flow(9), flow(2)], kept: { choiceId, without: [flow(1), flow(4)] } };
    const choice = await sweep(at(3), at(6), { base });
    expect(idsOf(choice)).toEqual([2, 3, 5, 9, 4, 6, 7]);
    expect(choice.count).toBe(7);
    expect(choice.prints).toHaveLength(7 * 8);
  });

  test('stays as it was while its flows go', async () => {
    putFlows(1, 10);
    const choice = await sweep(at(0), at(2));
    end(2);
    expect(idsOf(choice)).toEqual([1, 2, 3]);
  });

  test('is picked but for some, with others named', async () => {
    putFlows(1, 10);
    const { choiceId } = await sweep(at(0), at(4));
    const picks = new Picks(table, choices);
    const kept = { choiceId, without: [flow(2)] };
    const { signal } = new AbortController();
    const { pickId, count, sample } = await picks.pick({ kind: 'flows', refs: [flow(8)], kept }, signal);
    expect(count).toBe(5);
    expect(sample.map(({ id }) => id)).toEqual([1, 3, 4, 5, 8]);
    const { lives } = picks.take(pickId);
    expect(Array.from({ length: lives.count }, (_, index) => lives.id(index))).toEqual([1, 3, 4, 5, 8]);
  });

  test('is forgotten when it is released', async () => {
    putFlows(1, 3);
    const { choiceId } = await sweep(at(0), at(1));
    choices.release(choiceId);
    expect(() => choices.page(choiceId, 0, 10)).toThrow('These selected flows are no longer kept');
  });

  test('gives way to newer ones, and says so', async () => {
    putFlows(1, 3);
    const { choiceId } = await sweep(at(0), at(1));
    for (let newer = 0; newer < 8; newer++) await sweep(at(0), at(1));
    const base = { refs: [], kept: { choiceId, without: [] } };
    await expect(sweep(at(0), at(1), { base })).rejects.toMatchObject({ data: { code: 'not-found' } });
  });
});

test('a large table is swept in many short steps', () => {
  for (let source = 1; source <= 150_000; source++) put(table, 'listed', { source, id: source });
  const signal = AbortSignal.abort();
  const swept = choices.choose(
    NOTHING,
    { filter: '', sort: [...BY_SOURCE], from: at(0), to: at(149_999) },
    signal,
  );
  return expect(swept).rejects.toMatchObject({ data: { code: 'cancelled' } });
});
