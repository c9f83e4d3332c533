import { describe, expect, test } from 'vitest';
import type { ZoneUsage } from '../../shared/zone-usage.ts';
import { sortAfterClick, type ZoneSort, zoneRows } from './zone-rows.ts';

const byFlows: ZoneSort = { column: 'flows', descending: true };
const usage = (zone: number, flows: number, more: Partial<ZoneUsage> = {}): ZoneUsage => ({
  zone,
  flows,
  protocols: [],
  assured: 0,
  unreplied: 0,
  originalOnly: 0,
  replyOnly: 0,
  newPerSecond: 0,
  gonePerSecond: 0,
  ...more,
});
const order = (zones: readonly ZoneUsage[], sort: ZoneSort) =>
  zoneRows(zones, 100, sort).map((row) => row.usage.zone);

describe('a row of the zone table', () => {
  test('counts TCP, UDP, both ICMPs, and the rest', () => {
    const protocols = [
      { protocol: 6, flows: 5 },
      { protocol: 17, flows: 3 },
      { protocol: 1, flows: 2 },
      { protocol: 58, flows: 1 },
      { protocol: 132, flows: 4 },
    ];
    const [row] = zoneRows([usage(0, 15, { protocols })], 60, byFlows);
    expect(row).toMatchObject({ tcp: 5, udp: 3, icmp: 3, other: 4, share: 0.25 });
  });

  test.each([
    ['both', {}],
    ['original only', { originalOnly: 4 }],
    ['reply only', { replyOnly: 4 }],
    ['mixed', { originalOnly: 1 }],
    ['mixed', { originalOnly: 2, replyOnly: 2 }],
  ])('is in direction %s', (direction, counts) => {
    expect(zoneRows([usage(7, 4, counts)], 4, byFlows)[0]?.direction).toBe(direction);
  });
});

describe('the order of the zone table', () => {
  const zones = [
    usage(0, 10, { assured: 1 }),
    usage(7, 30, { assured: 30 }),
    usage(5, 10, { newPerSecond: 9 }),
  ];

  test('is by flows, and zone 0 is a zone like any other', () => {
    expect(order(zones, byFlows)).toEqual([7, 0, 5]);
  });

  test('goes by the zone number where the rest is equal, whichever way', () => {
    expect(order(zones, { column: 'flows', descending: false })).toEqual([0, 5, 7]);
    expect(order(zones, { column: 'zone', descending: true })).toEqual([7, 5, 0]);
  });

  test('by assured goes by the share, not the count', () => {
    expect(order(zones, { column: 'assured', descending: true })).toEqual([7, 0, 5]);
    expect(order(zones, { column: 'new', descending: true })).toEqual([5, 0, 7]);
  });

  test('starts with the most after a click on a count, with the least on a name, and turns around', () => {
    expect(sortAfterClick(byFlows, 'new')).toEqual({ column: 'new', descending: true });
    expect(sortAfterClick(byFlows, 'zone')).toEqual({ column: 'zone', descending: false });
    expect(sortAfterClick(byFlows, 'flows')).toEqual({ column: 'flows', descending: false });
  });
});
