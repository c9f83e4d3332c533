import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';
import type { ZoneUsage } from '../../shared/zone-usage.ts';

/** One line of the zone table. Shares are parts of 1. */
export interface ZoneRow {
  readonly usage: ZoneUsage;
  /** Of all flows in the table. */
  readonly share: number;
  readonly tcp: number;
  readonly udp: number;
  /** ICMP and ICMPv6. */
  readonly icmp: number;
  readonly other: number;
  readonly direction: ZoneDirection;
}

/** Whether the flows of a zone are in it with both directions. */
export type ZoneDirection = 'both' | 'original only' | 'reply only' | 'mixed';

export type ZoneColumn =
  | 'zone'
  | 'flows'
  | 'share'
  | 'tcp'
  | 'udp'
  | 'icmp'
  | 'other'
  | 'assured'
  | 'unreplied'
  | 'new'
  | 'gone'
  | 'direction';

export interface ZoneSort {
  readonly column: ZoneColumn;
  readonly descending: boolean;
}

/** The rows of a usage answer in order; equal ones by zone number. */
export function zoneRows(zones: readonly ZoneUsage[], total: number, sort: ZoneSort): readonly ZoneRow[] {
  const sign = sort.descending ? -1 : 1;
  const keyOf = sortKeys[sort.column];
  return zones
    .map((usage) => rowOf(usage, total))
    .toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)) || a.usage.zone - b.usage.zone);
}

/** The order after a click on a column: its usual direction first, then the other. */
export function sortAfterClick(before: ZoneSort, column: ZoneColumn): ZoneSort {
  if (before.column === column) return { column, descending: !before.descending };
  return { column, descending: column !== 'zone' && column !== 'direction' };
}

const sortKeys: Readonly<Record<ZoneColumn, (row: ZoneRow) => number | string>> = {
  zone: ({ usage }) => usage.zone,
  flows: ({ usage }) => usage.flows,
  share: ({ share }) => share,
  tcp: ({ tcp }) => tcp,
  udp: ({ udp }) => udp,
  icmp: ({ icmp }) => icmp,
  other: ({ other }) => other,
  assured: ({ usage }) => partOf(usage.assured, usage.flows),
  unreplied: ({ usage }) => partOf(usage.unreplied, usage.flows),
  new: ({ usage }) => usage.newPerSecond,
  gone: ({ usage }) => usage.gonePerSecond,
  direction: ({ direction }) => direction,
};

function rowOf(usage: ZoneUsage, total: number): ZoneRow {
  const count = (...protocols: readonly number[]) =>
    usage.protocols.reduce((sum, entry) => sum + (protocols.includes(entry.protocol) ? entry.flows : 0), 0);
  const tcp = count(TCP);
  const udp = count(UDP);
  const icmp = count(ICMP, ICMPV6);
  return {
    usage,
    share: partOf(usage.flows, total),
    tcp,
    udp,
    icmp,
    other: usage.flows - tcp - udp - icmp,
    direction: directionOf(usage),
  };
}

function directionOf({ flows, originalOnly, replyOnly }: ZoneUsage): ZoneDirection {
  if (originalOnly === 0 && replyOnly === 0) return 'both';
  if (originalOnly === flows) return 'original only';
  return replyOnly === flows ? 'reply only' : 'mixed';
}

function partOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
