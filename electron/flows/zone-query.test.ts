import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import { parseZoneFilter, type ZoneFilter } from '../../shared/zone-filter.ts';
import {
  ZoneCell,
  type ZoneSort,
  type ZoneUsage,
  zoneDirection,
  zoneDirections,
  zoneSortColumns,
} from '../../shared/zone-usage.ts';
import { FlowTable } from './flow-table.ts';
import { put, usageOf } from './table.test-support.ts';
import { zoneCells, zoneRows } from './zone-query.ts';

const zone = fc.constantFrom(0, 1, 2, 7, 4100, 65_535);
const sketch = fc.record({
  source: fc.integer({ min: 1, max: 40 }),
  zones: fc.tuple(zone, zone),
  protocol: fc.constantFrom(TCP, UDP, ICMP, ICMPV6, 253),
  status: fc.constantFrom(0, StatusBit.seenReply, StatusBit.seenReply | StatusBit.assured),
});
const filterText = fc.constantFrom(
  '',
  '1..4100',
  'flows > 2',
  'share >= 20 and not reserved',
  'assured == 0 or zone in {0, 65535}',
  'direction == both',
  'direction != mixed and tcp > 0 or icmp == 1',
  'other > 0 or udp > 1 or unreplied < 50',
  'reserved',
  'new == 0 and gone == 0',
);
const sort: fc.Arbitrary<ZoneSort> = fc.record({
  column: fc.constantFrom(...zoneSortColumns),
  descending: fc.boolean(),
});

const filterOf = (text: string): ZoneFilter => {
  const parsed = parseZoneFilter(text);
  return parsed.ok ? parsed.filter : { kind: 'all' };
};
const ofProtocols = ({ protocols }: ZoneUsage, ...wanted: readonly number[]) =>
  protocols.filter(({ protocol }) => wanted.includes(protocol)).reduce((sum, { flows }) => sum + flows, 0);
const part = (count: number, of: number) => (of === 0 ? 0 : count / of);

/** What a filter says of a zone, read off its row. */
function passes(filter: ZoneFilter, row: ZoneUsage, total: number): boolean {
  const values = {
    zone: row.zone,
    flows: row.flows,
    share: part(row.flows, total) * 100,
    tcp: ofProtocols(row, TCP),
    udp: ofProtocols(row, UDP),
    icmp: ofProtocols(row, ICMP, ICMPV6),
    other: row.flows - ofProtocols(row, TCP, UDP, ICMP, ICMPV6),
    assured: part(row.assured, row.flows) * 100,
    unreplied: part(row.unreplied, row.flows) * 100,
    new: row.newPerSecond,
    gone: row.gonePerSecond,
  };
  switch (filter.kind) {
    case 'all':
      return true;
    case 'ranges':
      return filter.ranges.some(({ from, to }) => from <= row.zone && row.zone <= to);
    case 'reserved':
      return row.reserved;
    case 'direction':
      return zoneDirection(row.flows, row.originalOnly, row.replyOnly) === filter.direction;
    case 'not':
      return !passes(filter.term, row, total);
    case 'and':
      return filter.terms.every((term) => passes(term, row, total));
    case 'or':
      return filter.terms.some((term) => passes(term, row, total));
    case 'compare': {
      const [left, right] = [values[filter.field], filter.value];
      const holds = {
        '==': left === right,
        '!=': left !== right,
        '<': left < right,
        '<=': left <= right,
        '>': left > right,
        '>=': left >= right,
      };
      return holds[filter.operator];
    }
  }
}

function sortValue({ column }: ZoneSort, row: ZoneUsage): number {
  const values = {
    zone: row.zone,
    flows: row.flows,
    assured: part(row.assured, row.flows),
    unreplied: part(row.unreplied, row.flows),
    new: row.newPerSecond,
    gone: row.gonePerSecond,
    direction: zoneDirections.indexOf(zoneDirection(row.flows, row.originalOnly, row.replyOnly)),
  };
  return values[column];
}

describe('the rows of zones', () => {
  it('are those that a plain filter and a stable sort of all of them give, whatever window is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(sketch, { maxLength: 40 }),
        fc.uniqueArray(zone),
        filterText,
        sort,
        fc.nat(8),
        fc.nat(8),
        (flows, reserved, text, order, offset, limit) => {
          const table = new FlowTable();
          flows.forEach((flow, index) => {
            put(table, 'new', { ...flow, port: index });
          });
          for (const one of reserved) table.zones.free.reserve(one);
          table.zones.rates.closeInterval(1);
          const filter = filterOf(text);
          const sign = order.descending ? -1 : 1;
          const expected = usageOf(table)
            .filter((row) => passes(filter, row, table.flows))
            .sort((a, b) => sign * (sortValue(order, a) - sortValue(order, b)) || a.zone - b.zone);
          expect(zoneRows(table.zones, table.flows, { filter, sort: order, offset, limit })).toEqual({
            matched: expected.length,
            offset: Math.min(offset, expected.length),
            rows: expected.slice(offset, offset + limit),
          });
        },
      ),
    );
  });

  it('are in order when nearly all zones are in use', () => {
    const table = new FlowTable();
    for (let used = 0; used < 60_000; used++) put(table, 'new', { source: used, zones: [used, used] });
    for (let more = 0; more < 3; more++)
      put(table, 'new', { source: 70_000 + more, zones: [59_999, 59_999] });
    const query = { filter: { kind: 'all' }, offset: 0, limit: 3 } as const;
    const rows = (descending: boolean, offset: number) =>
      zoneRows(table.zones, table.flows, { ...query, offset, sort: { column: 'flows', descending } });
    expect(rows(true, 0).rows.map((row) => row.zone)).toEqual([59_999, 0, 1]);
    expect(rows(true, 59_998)).toMatchObject({
      matched: 60_000,
      offset: 59_998,
      rows: [{ zone: 59_997 }, { zone: 59_998 }],
    });
    expect(rows(false, 59_999).rows.map((row) => row.zone)).toEqual([59_999]);
  });
});

describe('the map of zones', () => {
  it('has a level for each power of ten, and marks what is reserved', () => {
    const table = new FlowTable();
    const fill = (into: number, flows: number) => {
      for (let flow = 0; flow < flows; flow++) put(table, 'new', { source: flow, zones: [into, into] });
    };
    fill(1, 1);
    fill(2, 9);
    fill(3, 10);
    fill(65_535, 1000);
    table.zones.free.reserve(3);
    table.zones.free.reserve(4);
    const cells = zoneCells(table.zones);
    expect(cells).toHaveLength(ZONE_COUNT);
    expect([...cells.slice(0, 6)]).toEqual([0, 1, 1, 2 | ZoneCell.reserved, ZoneCell.reserved, 0]);
    expect(cells.at(-1)).toBe(4);
  });
});
