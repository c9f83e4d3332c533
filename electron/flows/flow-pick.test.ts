import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlushScope } from '../../shared/pick.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { FlowPick, filterOfScope } from './flow-pick.ts';
import { FlowTable } from './flow-table.ts';
import { filterFrom } from './query.ts';
import { atOnce, put, type Sketch } from './table.test-support.ts';

function tableOf(sketches: readonly Sketch[]): FlowTable {
  const table = new FlowTable();
  for (const sketch of sketches) put(table, 'listed', sketch);
  return table;
}

const sketches: readonly Sketch[] = [
  { source: 1, zones: [0, 0], id: 11, status: 4 },
  { source: 2, zones: [20, 20], id: 12 },
  { source: 3, zones: [20, 0], id: 13, status: 6 },
  { source: 4, zones: [0, 20], id: 14, protocol: UDP },
  { source: 5, zones: [7, 7], id: 15 },
];

function idsIn(table: FlowTable, scope: FlushScope): number[] {
  const pick = new FlowPick();
  atOnce(pick.addMatching(table, filterOfScope(scope)));
  return Array.from({ length: pick.lives.count }, (_, index) => pick.lives.ref(index).id).sort();
}

describe('a pick', () => {
  test('of a zone takes plain and directional flows; of zone 0 only those in it both ways', () => {
    const table = tableOf(sketches);
    expect(idsIn(table, { kind: 'zone', zone: 20 })).toEqual([12, 13, 14]);
    expect(idsIn(table, { kind: 'zone', zone: 0 })).toEqual([11]);
  });

  test('of status bits looks at those under the mask only, and of the table at none', () => {
    const table = tableOf(sketches);
    expect(idsIn(table, { kind: 'status', bits: 4, mask: 4 })).toEqual([11, 13]);
    expect(idsIn(table, { kind: 'status', bits: 4, mask: 6 })).toEqual([11]);
    expect(idsIn(table, { kind: 'table' })).toHaveLength(5);
  });

  test('counts zones and protocols, most flows first, and shows the first few', () => {
    const pick = new FlowPick();
    atOnce(pick.addMatching(tableOf(sketches), filterFrom('')));
    const { count, sample, zones, zoneCount, protocols } = pick.summary();
    expect({ count, zoneCount }).toEqual({ count: 5, zoneCount: 3 });
    expect(zones).toEqual([
      { zone: 20, flows: 3 },
      { zone: 0, flows: 1 },
      { zone: 7, flows: 1 },
    ]);
    expect(protocols).toEqual([
      { protocol: TCP, flows: 4 },
      { protocol: UDP, flows: 1 },
    ]);
    expect(sample.map(({ id }) => id)).toEqual([11, 12, 13, 14, 15]);
  });

  test('leaves out flows that have ended', () => {
    const table = tableOf(sketches);
    put(table, 'destroyed', { source: 5, zones: [7, 7], id: 15 });
    expect(idsIn(table, { kind: 'table' })).toEqual([11, 12, 13, 14]);
  });

  test('of flows by name keeps the life that was named, also when another took its place', () => {
    const table = tableOf(sketches);
    const all = new FlowPick();
    atOnce(all.addMatching(table, filterOfScope({ kind: 'zone', zone: 7 })));
    const ref = all.lives.ref(0);
    const pick = new FlowPick();
    pick.addRefs(table, [{ ...ref, id: 99 }, ref]);
    expect(pick.lives.rowOf(0, table)).toBe(-1);
    expect(pick.lives.rowOf(1, table)).toBe(4);
    expect(pick.summary()).toMatchObject({ count: 2, sample: [{ id: 15 }] });
  });

  test('of many flows by name holds each of them', () => {
    const table = tableOf([]);
    const refs = Array.from({ length: 1000 }, (_, id) => ({
      protocol: UDP,
      original: {
        source: `192.0.2.${id & 0xff}`,
        destination: '198.51.100.1',
        l4: { kind: 'ports' as const, source: id, destination: 53 },
      },
      zones: { original: 0, reply: id },
      id,
    }));
    const pick = new FlowPick();
    pick.addRefs(table, refs);
    expect(refs.map((_, index) => pick.lives.ref(index))).toEqual(refs);
  });

  test('finds every row of its lives again', () => {
    const sources = fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(sources, fc.nat(), (some, seed) => {
        const table = tableOf(some.map((source) => ({ source, id: source + seed })));
        const pick = new FlowPick();
        atOnce(pick.addMatching(table, filterFrom('')));
        const rows = Array.from({ length: pick.lives.count }, (_, index) => pick.lives.rowOf(index, table));
        expect(rows).toEqual(some.map((_, row) => row));
      }),
      { numRuns: 30 },
    );
  });
});
