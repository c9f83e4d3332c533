import { describe, expect, it } from 'vitest';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { filterFrom } from './query.ts';
import { Selection } from './selection.ts';
import { atOnce, manualClock, put } from './table.test-support.ts';

/** Tests that are not alike, so that only a few rows are looked at in one step; together they mean TCP. */
const manySteps = `proto == tcp and not (${Array.from({ length: 300 }, (_, use) => `mark & ${use + 1} == 999`).join(' or ')})`;

/** The same, but it means that a flow is not TCP. */
const othersInManySteps = manySteps.replace('proto == tcp', 'not proto == tcp');

/** A table of so many flows, numbered from 1 by their sources, each second one TCP. */
function tableOf(count: number, clock?: () => number): FlowTable {
  const table = new FlowTable(clock);
  for (let source = 1; source <= count; source++) put(table, 'new', { source, protocol: protocolOf(source) });
  return table;
}

function protocolOf(source: number): number {
  return source % 2 === 0 ? 6 : 17;
}

/** Takes steps in turn until all are through. Answers how many there were. */
function stepsOf(...passes: Generator<undefined, void>[]): number {
  let steps = 0;
  for (let left = passes; left.length > 0; left = left.filter((pass) => !pass.next().done))
    steps += left.length;
  return steps;
}

const newSelection = (table: FlowTable, filter = manySteps) => new Selection(table, filterFrom(filter));

describe('a selection', () => {
  it('is one pass, however many ask for it meanwhile', () => {
    const table = tableOf(5000);
    const alone = stepsOf(newSelection(table).find());
    const selection = newSelection(table);
    const together = stepsOf(selection.find(), selection.find(), selection.find());
    expect(alone).toBeGreaterThan(20);
    expect(together).toBeLessThan(alone + 5);
    expect(selection.list().matched).toBe(2500);
  });

  it('leaves out a row that another flow got before the pass was through', () => {
    const clock = manualClock();
    const table = tableOf(5000, clock);
    const selection = newSelection(table);
    const pass = selection.find();
    pass.next();
    pass.next();
    for (const source of [2, 4, 6]) put(table, 'destroyed', { source });
    clock.advance(GHOST_MS);
    table.sweep();
    // These get the rows of those that went.
    for (const source of [10_001, 10_003]) put(table, 'new', { source, protocol: 17 });
    expect(table.rowsUsed).toBe(5000);
    stepsOf(pass);
    const { rows, matched } = selection.list();
    expect(matched).toBe(2497);
    expect(rows.subarray(0, 3)).toEqual(Uint32Array.of(7, 9, 11));
  });

  it('leaves out a row that was free when it was looked at', () => {
    const clock = manualClock();
    const table = tableOf(5000, clock);
    put(table, 'destroyed', { source: 2 });
    clock.advance(GHOST_MS);
    table.sweep();
    const selection = newSelection(table, othersInManySteps);
    const pass = selection.find();
    pass.next();
    put(table, 'new', { source: 10_002, protocol: 6 });
    expect(table.rowsUsed).toBe(5000);
    stepsOf(pass);
    expect(selection.list()).toMatchObject({ rows: { length: 2500 }, matched: 2500 });
  });

  it('lists its rows again after another was listed', () => {
    const table = tableOf(5000);
    const [tcp, udp] = ['proto == tcp', 'proto == udp'].map((text) => {
      const selection = new Selection(table, filterFrom(text));
      stepsOf(selection.find());
      return selection;
    });
    const first = (selection?: Selection) => selection?.list().rows[0];
    expect([first(tcp), first(udp), first(tcp), first(tcp)]).toEqual([1, 0, 1, 1]);
  });

  it('counts no flow that went during the pass, though its row is still shown', () => {
    const table = tableOf(5000);
    const selection = newSelection(table);
    const pass = selection.find();
    pass.next();
    put(table, 'destroyed', { source: 2 });
    put(table, 'destroyed', { source: 5000 });
    stepsOf(pass);
    expect(selection.list()).toMatchObject({ rows: { length: 2500 }, matched: 2498 });
  });

  it('is of the version at which the pass began, and of use to others only while it is true or under way', () => {
    const table = tableOf(5000);
    const selection = newSelection(table);
    const { version } = table;
    const [one, other] = [selection.find(), selection.find()];
    one.next();
    other.next();
    put(table, 'new', { source: 9999 });
    expect(selection.version).toBe(version);
    expect(selection.isOfUse).toBe(true);
    // Whoever asked and went leaves it to the others.
    one.return();
    expect(selection.isOfUse).toBe(true);
    atOnce(other);
    expect(selection.isOfUse).toBe(false);
  });

  it('is of no use once nobody looks for it any more and the table changed', () => {
    const table = tableOf(5000);
    const selection = newSelection(table);
    const pass = selection.find();
    pass.next();
    pass.return();
    expect(selection.isOfUse).toBe(true);
    put(table, 'new', { source: 9999 });
    expect(selection.isOfUse).toBe(false);
    expect(table.useWatchers.size).toBe(0);
  });
});
