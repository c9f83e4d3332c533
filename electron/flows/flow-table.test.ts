import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Row from '../../shared/flow-record.ts';
import { GONE_AT, RATE } from './columns.ts';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { list, manualClock, put, rowFor, usageOf } from './table.test-support.ts';

describe('a flow table', () => {
  it('keeps flows apart that differ in nothing but a zone', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, zones: [5, 5] });
    put(table, 'new', { source: 1, zones: [5, 0] });
    put(table, 'new', { source: 1 });
    expect(table.flows).toBe(3);
  });

  it('lets an update leave what it does not mention as it was', () => {
    const table = new FlowTable();
    put(table, 'listed', { source: 1, timeout: 30, bytes: 700, state: 1 });
    put(table, 'updated', { source: 1, state: 3 });
    const { flow } = rowOf(table, rowFor(table, { source: 1 }));
    expect(flow).toMatchObject({ state: 3, timeoutSeconds: 30, counters: { original: { bytes: 700 } } });
  });

  it('forgets in a listing what the kernel does not say any more', () => {
    const table = new FlowTable();
    put(table, 'listed', { source: 1, timeout: 30 });
    put(table, 'listed', { source: 1 });
    expect(rowOf(table, rowFor(table, { source: 1 })).flow.timeoutSeconds).toBeNull();
  });

  it('knows the mark of a flow that an event told of to be 0 where the event names none', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, id: 1 });
    put(table, 'new', { source: 2, mark: 5 });
    put(table, 'updated', { source: 3 });
    const marks = () => [1, 2, 3].map((source) => rowOf(table, rowFor(table, { source })).flow.mark);
    expect(marks()).toEqual([0, 5, 0]);
    put(table, 'new', { source: 1, id: 2 });
    expect(marks()).toEqual([0, 5, 0]);
  });

  it('keeps a mark that an update does not name', () => {
    const table = new FlowTable();
    put(table, 'listed', { source: 1, mark: 5 });
    put(table, 'updated', { source: 1, state: 3 });
    expect(rowOf(table, 0).flow.mark).toBe(5);
    put(table, 'updated', { source: 1, mark: 0 });
    expect(rowOf(table, 0).flow.mark).toBe(0);
  });

  it('knows no mark once a listing names none, as of a kernel without marks', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    list(table, { source: 1 });
    put(table, 'updated', { source: 1, state: 3 });
    expect(rowOf(table, 0).flow.mark).toBeNull();
  });

  it('counts the time left down between readings', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'listed', { source: 1, timeout: 30 });
    clock.advance(12_400);
    expect(rowOf(table, 0).flow.timeoutSeconds).toBe(18);
  });

  it('tells a rate from two readings, and none from one', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 1000 });
    expect(rowOf(table, 0).bytesPerSecond).toBeNull();
    clock.advance(2000);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 5000 });
    expect(rowOf(table, 0).bytesPerSecond).toBe(2000);
  });

  it('tells the rate of the time between two counts, whatever events told in between', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 1000 });
    clock.advance(1700);
    put(table, 'updated', { source: 1, timeout: 30 });
    clock.advance(300);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 5000 });
    expect(rowOf(table, 0).bytesPerSecond).toBe(2000);
  });

  it('tells the rate of an offloaded flow, which has no time left, from the last two counts', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    for (const bytes of [1000, 5000, 9000]) {
      put(table, 'listed', { source: 1, bytes });
      clock.advance(2000);
    }
    expect(rowOf(table, 0).bytesPerSecond).toBe(2000);
  });

  it('marks a change of state, status or mark for a while, and no other', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'listed', { source: 1, state: 1, timeout: 30 });
    put(table, 'listed', { source: 1, state: 1, timeout: 29, bytes: 5 });
    expect(rowOf(table, 0).changedSince).toBeNull();
    put(table, 'updated', { source: 1, state: 3 });
    expect(rowOf(table, 0).changedSince).not.toBeNull();
    clock.advance(GHOST_MS);
    expect(rowOf(table, 0).changedSince).toBeNull();
  });

  it('starts the rate again when a counter went back', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 5000 });
    clock.advance(2000);
    put(table, 'listed', { source: 1, timeout: 30, bytes: 10 });
    expect(table.word(0, RATE)).toBe(0);
  });

  it('shows a flow that went for three seconds, then frees its row for the next', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'new', { source: 1 });
    put(table, 'destroyed', { source: 1 });
    expect(table.flows).toBe(0);
    expect(rowOf(table, 0).goneSince).not.toBeNull();
    clock.advance(GHOST_MS);
    table.sweep();
    expect(table.word(0, Row.KIND)).toBe(0);
    put(table, 'new', { source: 2 });
    expect(table.rowsUsed).toBe(1);
  });

  it('does not let the end of an earlier life end the present one', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, id: 10 });
    put(table, 'new', { source: 1, id: 11 });
    put(table, 'destroyed', { source: 1, id: 10 });
    expect(rowFor(table, { source: 1 })).not.toBe(-1);
    expect(table.flows).toBe(1);
  });

  it('shows a life that comes back with the same id as new', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    put(table, 'destroyed', { source: 1 });
    put(table, 'new', { source: 1 });
    expect(rowOf(table, rowFor(table, { source: 1 })).newSince).not.toBeNull();
    expect(table.flows).toBe(1);
  });

  it('does not show what the first listing found as new', () => {
    const table = new FlowTable();
    list(table, { source: 1 });
    expect(rowOf(table, 0).newSince).toBeNull();
    expect(table.appeared).toBe(0);
  });

  it('keeps the room of its rows whatever comes and goes', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    for (let round = 0; round < 50; round++) {
      for (let source = 1; source <= 100; source++) put(table, 'new', { source, port: round });
      for (let source = 1; source <= 100; source++) put(table, 'destroyed', { source, port: round });
      clock.advance(GHOST_MS);
      table.sweep();
    }
    expect(table.rowsUsed).toBe(100);
    expect(table.flows).toBe(0);
  });
});

describe('flows that went', () => {
  it('are forgotten in time, however often some come back and go again', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    for (let second = 0; second < 60; second++) {
      for (let source = 1; source <= 10; source++) {
        put(table, 'new', { source });
        put(table, 'destroyed', { source });
        put(table, 'new', { source: 1000 + second * 10 + source });
        put(table, 'destroyed', { source: 1000 + second * 10 + source });
      }
      clock.advance(1000);
      table.sweep();
    }
    // Those of the last three seconds, and the ten that always come back.
    expect(table.rowsUsed).toBeLessThanOrEqual(10 + 10 * (GHOST_MS / 1000 + 1));
  });

  it('do not come back by an update that is told after their end', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1 });
    put(table, 'destroyed', { source: 1 });
    put(table, 'updated', { source: 1, state: 3 });
    expect(table.flows).toBe(0);
  });
});

describe('a clock that ran for weeks', () => {
  const WEEKS = 40 * 86_400_000;

  it('goes on telling times left, ends and rates', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'new', { source: 1, timeout: 5_000_000, bytes: 0 });
    for (let passed = 0; passed < 2 * WEEKS; passed += WEEKS / 4) {
      clock.advance(WEEKS / 4);
      put(table, 'listed', { source: 1, timeout: 500, bytes: 0 });
      table.sweep();
    }
    clock.advance(10_000);
    put(table, 'listed', { source: 1, timeout: 490, bytes: 70_000 });
    put(table, 'new', { source: 2 });
    put(table, 'destroyed', { source: 2 });
    clock.advance(2000);
    table.sweep();
    expect(rowOf(table, 0)).toMatchObject({
      bytesPerSecond: 7000,
      newSince: null,
      flow: { timeoutSeconds: 488 },
    });
    expect(rowOf(table, 1).goneSince).toBe(clock() - 2000);
    clock.advance(1001);
    table.sweep();
    expect(table.hasGhosts).toBe(false);
  });

  it('keeps what is shown of flows that went when it is set back meanwhile', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    clock.advance(0x8000_0000 - 1000);
    put(table, 'new', { source: 1 });
    put(table, 'destroyed', { source: 1 });
    clock.advance(2000);
    table.sweep();
    expect(rowOf(table, 0).goneSince).toBe(clock() - 2000);
    clock.advance(1001);
    table.sweep();
    expect(table.hasGhosts).toBe(false);
  });
});

describe('whatever happens', () => {
  const source = fc.integer({ min: 1, max: 6 });
  const id = fc.integer({ min: 1, max: 3 });
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('new', 'updated', 'listed', 'destroyed'), source, id }),
    fc.record({ kind: fc.constantFrom('sweep', 'advance'), source, id }),
  );

  it('flows, zone counts and rows agree', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const clock = manualClock();
        const table = new FlowTable(clock);
        for (const { kind, source, id } of steps) {
          if (kind === 'sweep') table.sweep();
          else if (kind === 'advance') clock.advance(1500);
          else put(table, kind as 'new', { source, id, zones: [source, source] });
        }
        const live = Array.from({ length: table.rowsUsed }, (_, row) => row).filter(
          (row) => table.word(row, Row.KIND) !== 0 && table.word(row, GONE_AT) === 0,
        );
        expect(live).toHaveLength(table.flows);
        expect(table.appeared - table.vanished).toBeLessThanOrEqual(table.flows);
        const counted = usageOf(table).reduce((sum, { flows }) => sum + flows, 0);
        expect(counted).toBe(table.flows);
        for (const row of live) {
          const found = rowFor(table, {
            source: table.word(row, Row.ORIG_SRC),
            zones: [table.word(row, Row.ORIG_SRC), table.word(row, Row.ORIG_SRC)],
          });
          expect(found).toBe(row);
        }
      }),
    );
  });
});
