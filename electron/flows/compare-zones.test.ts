import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ZoneComparison } from '../../shared/zone-usage.ts';
import { compareZones } from './compare-zones.ts';
import { FlowTable } from './flow-table.ts';
import { atOnce, put } from './table.test-support.ts';

function compare(table: FlowTable, a: number, b: number): ZoneComparison {
  return atOnce(compareZones(table, a, b));
}

/** A directional zone leaves the other direction in zone 0, which does not count. */
const isOf = (zones: readonly number[], zone: number) =>
  zone === 0 ? zones.every((one) => one === 0) : zones.includes(zone);

describe('the comparison of two zones', () => {
  it('finds what sets of tuples have alone and in common', () => {
    const zone = fc.constantFrom(0, 3, 8);
    const flow = fc.record({ source: fc.integer({ min: 1, max: 12 }), zones: fc.tuple(zone, zone) });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 50 }), zone, zone, (flows, a, b) => {
        const table = new FlowTable();
        const kept = new Map(flows.map((one) => [JSON.stringify(one), one]));
        for (const one of kept.values()) put(table, 'new', one);
        const tuplesOf = (inside: number) =>
          [...kept.values()].filter(({ zones }) => isOf(zones, inside)).map(({ source }) => source);
        const [inA, inB] = [tuplesOf(a), tuplesOf(b)];
        const { onlyA, onlyB, both } = compare(table, a, b);
        expect(onlyA.count).toBe(inA.filter((source) => !inB.includes(source)).length);
        expect(onlyB.count).toBe(inB.filter((source) => !inA.includes(source)).length);
        expect(both.count).toBe(inA.filter((source) => inB.includes(source)).length);
        for (const found of both.flows) expect(found.a?.original).toEqual(found.b?.original);
        for (const found of onlyA.flows) expect(found.b).toBeNull();
        for (const found of onlyB.flows) expect(found.a).toBeNull();
      }),
    );
  });

  it('tells protocols apart, and shows the state in each zone', () => {
    const table = new FlowTable();
    put(table, 'new', { source: 1, zones: [1, 1], protocol: 6, state: 3 });
    put(table, 'new', { source: 1, zones: [2, 2], protocol: 6, state: 7 });
    put(table, 'new', { source: 1, zones: [2, 2], protocol: 17 });
    expect(compare(table, 1, 2)).toMatchObject({
      onlyA: { count: 0 },
      onlyB: { count: 1, flows: [{ a: null, b: { protocol: 17 } }] },
      both: { count: 1, flows: [{ a: { state: 3 }, b: { state: 7 } }] },
    });
  });

  it('leaves out flows that ended, also while it pauses', () => {
    const table = new FlowTable();
    for (let source = 0; source < 40_000; source++) put(table, 'new', { source, zones: [1, 1] });
    put(table, 'new', { source: 5, zones: [2, 2] });
    const pass = compareZones(table, 1, 2);
    expect(pass.next().done).toBe(false);
    put(table, 'destroyed', { source: 5, zones: [2, 2] });
    put(table, 'destroyed', { source: 9, zones: [1, 1] });
    let step = pass.next();
    while (!step.done) step = pass.next();
    expect(step.value).toMatchObject({ onlyA: { count: 39_999 }, onlyB: { count: 0 }, both: { count: 0 } });
    expect(step.value.onlyA.flows).toHaveLength(100);
  });
});
