import { describe, expect, it } from 'vitest';
import { StatusBit } from '../../shared/status.ts';
import { GONE_AT } from './columns.ts';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { complete, find, list, manualClock, put, rowFor, type Sketch } from './table.test-support.ts';

describe('taking stock', () => {
  it('ends flows that a complete listing does not hold, and only then', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    put(table, 'new', { source: 2 });
    const stopped = table.list();
    find(stopped, { source: 2 });
    stopped.end();
    expect(table.flows).toBe(2);
    list(table, { source: 2 });
    expect(table.flows).toBe(1);
    expect(table.word(0, GONE_AT)).not.toBe(0);
  });

  it('keeps a flow that an event announced while the listing had passed its place', () => {
    const table = new FlowTable();
    const listing = table.list();
    put(table, 'new', { source: 1 });
    complete(listing);
    expect(table.flows).toBe(1);
  });

  it('does not bring back a flow that ended while the listing still carried it', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    const listing = table.list();
    put(table, 'destroyed', { source: 1 });
    find(listing, { source: 1 });
    complete(listing);
    expect(table.flows).toBe(0);
  });

  it('does not take in a flow that ended before the listing that carries it came to it', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    const listing = table.list();
    put(table, 'destroyed', { source: 1, id: 7 });
    clock.advance(GHOST_MS + 1);
    table.sweep();
    find(listing, { source: 1, id: 7 });
    complete(listing);
    expect(table.flows).toBe(0);
    table.sweep();
    expect(table.hasGhosts).toBe(false);
    put(table, 'destroyed', { source: 2 });
    expect(table.rowsUsed).toBe(1);
  });

  it('does not take in a life that came and went unnoticed, though the listing carries it', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, id: 7 });
    put(table, 'destroyed', { source: 1, id: 7 });
    const listing = table.list();
    put(table, 'destroyed', { source: 1, id: 8 });
    find(listing, { source: 1, id: 8 });
    complete(listing);
    expect(table.flows).toBe(0);
  });

  it('does not put an earlier life in the place of one that events told of meanwhile', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, id: 1 });
    const listing = table.list();
    put(table, 'destroyed', { source: 1, id: 1 });
    put(table, 'new', { source: 1, id: 2 });
    find(listing, { source: 1, id: 1 });
    put(table, 'destroyed', { source: 1, id: 2 });
    complete(listing);
    expect([table.flows, table.appeared, table.vanished]).toEqual([0, 2, 2]);
  });

  it('does not let a listing undo what an event told meanwhile', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, state: 1, timeout: 60, bytes: 1 });
    const listing = table.list();
    put(table, 'updated', { source: 1, state: 3, status: StatusBit.assured, timeout: 432_000 });
    find(listing, { source: 1, state: 1, timeout: 59, bytes: 700 });
    complete(listing);
    expect(rowOf(table, 0).flow).toMatchObject({
      state: 3,
      status: StatusBit.assured,
      timeoutSeconds: 432_000,
      counters: { original: { bytes: 700 } },
    });
  });

  it('brings a flow back that a listing had missed', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    list(table);
    list(table, { source: 1 });
    expect(table.flows).toBe(1);
  });
});

describe('a reading of some flows', () => {
  it('does not undo what an event told since it began', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, state: 1 });
    const reading = table.read();
    put(table, 'updated', { source: 1, state: 3 });
    find(reading, { source: 1, state: 1 });
    expect(rowOf(table, 0).flow.state).toBe(3);
    reading.end();
    put(table, 'listed', { source: 1, state: 4 });
    expect(rowOf(table, 0).flow.state).toBe(4);
  });

  it('does not keep a flow that a listing which began after it no longer finds', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    const reading = table.read();
    const listing = table.list();
    find(reading, { source: 1 });
    complete(listing);
    expect(table.flows).toBe(0);
    find(reading, { source: 1 });
    reading.end();
    expect(table.flows).toBe(0);
  });

  it('keeps a flow that it found though a listing that began before it had passed its place', () => {
    const table = new FlowTable();
    const listing = table.list();
    const reading = table.read();
    find(reading, { source: 1 });
    complete(listing);
    reading.end();
    expect(table.flows).toBe(1);
  });

  it('ends a flow that it missed, but none of which more was told since it began', () => {
    const table = new FlowTable();
    for (const source of [1, 2, 3, 4]) put(table, 'new', { source, id: source });
    const reading = table.read();
    put(table, 'updated', { source: 2, id: 2 });
    put(table, 'new', { source: 3, id: 33 });
    put(table, 'listed', { source: 4, id: 4 });
    for (const row of [0, 1, 2, 3]) reading.missed(row, row + 1);
    reading.end();
    expect([1, 2, 3, 4].filter((source) => rowFor(table, { source }) === -1)).toEqual([1]);
  });
});

describe('a listing', () => {
  const listAgain = (flows: readonly Sketch[]) => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    list(table, { source: 1, timeout: 60, state: 1 }, { source: 2, timeout: 60, bytes: 700 });
    clock.advance(10_400);
    return list(table, ...flows).news;
  };

  it('tells nothing new where only time passed', () => {
    // The kernel's seconds need not turn when ours do.
    expect(
      listAgain([
        { source: 1, timeout: 50, state: 1 },
        { source: 2, timeout: 49, bytes: 700 },
      ]),
    ).toBe(0);
  });

  it('tells of a flow that counted bytes, though its time left runs on', () => {
    expect(
      listAgain([
        { source: 1, timeout: 49, state: 1 },
        { source: 2, timeout: 49, bytes: 701 },
      ]),
    ).toBe(1);
  });

  it('tells of each flow that a packet renewed, that changed, came, went or began another life', () => {
    expect(
      listAgain([
        { source: 1, timeout: 60, state: 1 },
        { source: 2, timeout: 49 },
      ]),
    ).toBe(1);
    expect(
      listAgain([
        { source: 1, timeout: 49, state: 3 },
        { source: 2, timeout: 49 },
      ]),
    ).toBe(1);
    expect(
      listAgain([
        { source: 2, timeout: 49, id: 9 },
        { source: 3, timeout: 60 },
      ]),
    ).toBe(3);
  });
});
