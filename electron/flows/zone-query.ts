import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneField, ZoneFilter, ZoneOperator } from '../../shared/zone-filter.ts';
import {
  ZoneCell,
  type ZoneSort,
  type ZoneSortColumn,
  type ZoneUsage,
  zoneDirections,
  zoneLevels,
} from '../../shared/zone-usage.ts';
import { rowsAtRanks } from './rank-select.ts';
import type { SortWord } from './sort-keys.ts';
import type { ZoneCounts } from './zone-usage.ts';

interface ZoneQuery {
  readonly filter: ZoneFilter;
  readonly sort: ZoneSort;
  readonly offset: number;
  readonly limit: number;
}

interface ZoneRows {
  readonly matched: number;
  readonly offset: number;
  readonly rows: ZoneUsage[];
}

/** Some value of a zone. */
type Read = (zone: number) => number;

const HIGHEST = 0xffff_ffff;
const tcp = [TCP];
const udp = [UDP];
const icmps = [ICMP, ICMPV6];
/** The keys of one question stand where a column of the flow table would: zone n is row n. */
const KEY: SortWord = {
  bits: 32,
  place: { column: 0, shift: 0, mask: HIGHEST },
  read: (keys, zone) => keys[zone] ?? 0,
};

/** The zones that hold flows or are reserved and pass a filter, in order; equal ones by number. `total`: flows in the table. */
export function zoneRows(counts: ZoneCounts, total: number, query: ZoneQuery): ZoneRows {
  const { filter, sort, limit } = query;
  const isWanted = compile(filter, counts, total);
  const zones = new Uint32Array(ZONE_COUNT);
  let matched = 0;
  for (let zone = 0; zone < ZONE_COUNT; zone++) {
    if ((counts.free.isUsed(zone) || counts.free.isReserved(zone)) && isWanted(zone)) zones[matched++] = zone;
  }
  const found = zones.subarray(0, matched);
  const read = sortKey(sort.column, counts);
  const keys = new Uint32Array(ZONE_COUNT);
  for (const zone of found) keys[zone] = read(zone);
  const offset = Math.min(query.offset, matched);
  const order = [{ word: KEY, descending: sort.descending }];
  const rows = rowsAtRanks([keys], found, order, offset, offset + limit);
  return { matched, offset, rows: rows.map((zone) => counts.usage(zone)) };
}

/** A {@link ZoneCell} for each zone. */
export function zoneCells(counts: ZoneCounts): Uint8Array {
  const cells = new Uint8Array(ZONE_COUNT);
  for (let zone = 0; zone < ZONE_COUNT; zone++) {
    const flows = counts.flows(zone);
    let level = 0;
    while (flows >= (zoneLevels[level + 1] ?? Number.POSITIVE_INFINITY)) level++;
    cells[zone] = level | (counts.free.isReserved(zone) ? ZoneCell.reserved : 0);
  }
  return cells;
}

/** Keys of 32 bits. Shares are parts of the highest, rates hundredths. */
function sortKey(column: ZoneSortColumn, counts: ZoneCounts): Read {
  const hundredths = (perSecond: number) => Math.min(HIGHEST, Math.round(perSecond * 100));
  const share = (read: Read): Read => {
    return (zone) => Math.round((read(zone) / Math.max(1, counts.flows(zone))) * HIGHEST);
  };
  switch (column) {
    case 'assured':
      return share((zone) => counts.assured(zone));
    case 'unreplied':
      return share((zone) => counts.unreplied(zone));
    case 'new':
      return (zone) => hundredths(counts.rates.newPerSecond(zone));
    case 'gone':
      return (zone) => hundredths(counts.rates.gonePerSecond(zone));
    case 'direction':
      return (zone) => zoneDirections.indexOf(counts.direction(zone));
    default:
      return readField(column, counts, 0);
  }
}

function readField(field: ZoneField, counts: ZoneCounts, total: number): Read {
  const percent = (read: Read, of: Read): Read => {
    return (zone) => (of(zone) === 0 ? 0 : (read(zone) / of(zone)) * 100);
  };
  const flows: Read = (zone) => counts.flows(zone);
  switch (field) {
    case 'zone':
      return (zone) => zone;
    case 'flows':
      return flows;
    case 'share':
      return percent(flows, () => total);
    case 'tcp':
      return (zone) => counts.ofProtocols(zone, tcp);
    case 'udp':
      return (zone) => counts.ofProtocols(zone, udp);
    case 'icmp':
      return (zone) => counts.ofProtocols(zone, icmps);
    case 'other':
      return (zone) => counts.others(zone);
    case 'assured':
      return percent((zone) => counts.assured(zone), flows);
    case 'unreplied':
      return percent((zone) => counts.unreplied(zone), flows);
    case 'new':
      return (zone) => counts.rates.newPerSecond(zone);
    case 'gone':
      return (zone) => counts.rates.gonePerSecond(zone);
  }
}

function compile(filter: ZoneFilter, counts: ZoneCounts, total: number): (zone: number) => boolean {
  const inner = (term: ZoneFilter) => compile(term, counts, total);
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'ranges': {
      const isIn = new Uint8Array(ZONE_COUNT);
      for (const { from, to } of filter.ranges) isIn.fill(1, from, to + 1);
      return (zone) => isIn[zone] === 1;
    }
    case 'compare': {
      const read = readField(filter.field, counts, total);
      const holds = comparisons[filter.operator];
      const { value } = filter;
      return (zone) => holds(read(zone), value);
    }
    case 'direction':
      return (zone) => counts.direction(zone) === filter.direction;
    case 'reserved':
      return (zone) => counts.free.isReserved(zone);
    case 'not': {
      const term = inner(filter.term);
      return (zone) => !term(zone);
    }
    case 'and': {
      const terms = filter.terms.map(inner);
      return (zone) => terms.every((holds) => holds(zone));
    }
    case 'or': {
      const terms = filter.terms.map(inner);
      return (zone) => terms.some((holds) => holds(zone));
    }
  }
}

const comparisons: Readonly<Record<ZoneOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};
