import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { FlowTable } from './flow-table.ts';
import { atOnce, fill, manualClock, put, readRecord } from './table.test-support.ts';
import { findHighlights } from './zone-highlights.ts';

function highlights(table: FlowTable, zones: readonly number[]) {
  return atOnce(findHighlights(table, zones));
}

const address = (number: number) => `192.0.2.${number}`;
const addressWord = (number: number) => 0xc000_0200 + number;

describe('the highlights of zones', () => {
  it('are those that counting each flow by name gives', () => {
    const zone = fc.constantFrom(0, 5, 9);
    const flow = fc.record({ host: fc.integer({ min: 1, max: 4 }), zones: fc.tuple(zone, zone) });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 60 }), fc.uniqueArray(zone), (flows, asked) => {
        const table = new FlowTable();
        flows.forEach(({ host, zones }, port) => {
          put(table, 'listed', { source: addressWord(host), port, zones });
        });
        const expected = asked.map((one) => {
          const counts = new Map<number, number>();
          for (const { host, zones } of flows)
            if (one === 0 ? zones.every((each) => each === 0) : zones.includes(one))
              counts.set(host, (counts.get(host) ?? 0) + 1);
          const [top] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
          return {
            zone: one,
            oldestSeconds: null,
            topSource: top ? { address: address(top[0]), flows: top[1] } : null,
          };
        });
        expect(highlights(table, asked)).toEqual(expected);
      }),
    );
  });

  it('leave out flows that ended', () => {
    const table = new FlowTable();
    put(table, 'new', { source: addressWord(1), zones: [5, 5] });
    put(table, 'new', { source: addressWord(2), zones: [5, 5] });
    put(table, 'destroyed', { source: addressWord(1), zones: [5, 5] });
    expect(highlights(table, [5])).toMatchObject([{ topSource: { address: address(2), flows: 1 } }]);
  });

  it('tell the age of the oldest flow where the kernel says when flows started', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    const startedAgo = (seconds: number, source: number) => {
      fill(table, { source, zones: [5, 5] });
      const nanoseconds = BigInt(clock() - seconds * 1000) * 1_000_000n;
      table.record[Row.STARTED] = Number(nanoseconds >> 32n);
      table.record[Row.STARTED + 1] = Number(nanoseconds & 0xffff_ffffn);
      table.record[Row.PRESENT] = (table.record[Row.PRESENT] ?? 0) | Present.started;
      readRecord(table);
    };
    startedAgo(40, 1);
    startedAgo(3600, 2);
    startedAgo(2, 3);
    expect(highlights(table, [5])[0]?.oldestSeconds).toBeCloseTo(3600, 0);
  });

  it('tell the age of a flow that was seen to begin', () => {
    const clock = manualClock();
    const table = new FlowTable(clock);
    put(table, 'new', { source: 1, zones: [5, 5] });
    clock.advance(7000);
    put(table, 'new', { source: 2, zones: [5, 5] });
    expect(highlights(table, [5])[0]?.oldestSeconds).toBe(7);
  });

  it('stay bounded when there are more sources than are counted, and still find one that is there early', () => {
    const table = new FlowTable();
    for (let port = 0; port < 10; port++) put(table, 'new', { source: 1, port, zones: [5, 5] });
    for (let source = 2; source < 90_000; source++) put(table, 'new', { source, zones: [5, 5] });
    expect(highlights(table, [5])).toMatchObject([{ topSource: { address: '0.0.0.1', flows: 10 } }]);
  });
});
