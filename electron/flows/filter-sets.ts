import type { AddressWords } from '../../shared/address.ts';
import type { AddressSpan, IcmpTypeName, NumberSpan } from '../../shared/filter/ast.ts';
import type { AddressField, NumericField, SingleFieldOf } from '../../shared/filter/fields.ts';
import * as Row from '../../shared/flow-record.ts';
import { MAX_LABEL } from '../../shared/label.ts';
import { DCCP, ICMP, ICMPV6, icmpTypesOf, SCTP, statesOf, TCP } from '../../shared/protocol.ts';
import { word } from './columns.ts';
import {
  FAMILY,
  type FilterBasis,
  HELPER,
  has,
  ORIG_ZONE,
  PROTOCOL,
  placeOf,
  REPLY_ZONE,
  type ReadNumber,
  STATE,
  sourceOf,
} from './filter-fields.ts';
import {
  allOf,
  amongOrNot,
  anyOf,
  between,
  everything,
  listed,
  type Narrow,
  nothing,
  type Place,
  type RowTest,
  where,
} from './narrow.ts';
import { disjoint, inSpans, ipv4Spans, ipv6Spans } from './spans.ts';

/** The first of the four words in which a row has the address of a field. */
const ADDRESS_COLUMNS: Readonly<Record<SingleFieldOf<'address'>, number>> = {
  src: Row.ORIG_SRC,
  dst: Row.ORIG_DST,
  'reply.src': Row.REPLY_SRC,
  'reply.dst': Row.REPLY_DST,
};
const ICMP_TYPE = placeOf(Row.ORIG_L4, 8, 0xff);
const BOTH_ZONES = placeOf(Row.ZONES);

/** Keeps rows with an address of the field in the set. */
export function addressIn(field: AddressField, set: readonly AddressSpan[]): Narrow {
  const columns = field === 'addr' ? Object.values(ADDRESS_COLUMNS) : [ADDRESS_COLUMNS[field]];
  const [ipv4, ipv6] = [ipv4Spans(set), ipv6Spans(set)];
  return anyOf(
    ...(ipv4.length === 0
      ? []
      : columns.map((column) => allOf(numberAt(placeOf(column), ipv4), between(FAMILY, 4, 4)))),
    ...(ipv6.length === 0
      ? []
      : columns.map((column) => allOf(between(FAMILY, 6, 6), where(inSpans(ipv6, compareAddress(column)))))),
  );
}

/** The first word of the one address that a field names. */
export function addressColumn(field: SingleFieldOf<'address'>): number {
  return ADDRESS_COLUMNS[field];
}

/** Keeps rows with a number of the field in the set, or that have the field with none in it. */
export function numberTest(
  field: NumericField,
  among: boolean,
  set: readonly NumberSpan[],
  basis: FilterBasis,
): Narrow {
  const spans = disjoint(set);
  if (field === 'zone') return amongOrNot(among, everything, zoneIn(spans));
  if (field === 'label') return amongOrNot(among, has('labels'), labelIn(spans));
  const source = sourceOf(field, basis);
  const fits =
    source.kind === 'places'
      ? anyOf(...source.places.map((place) => numberAt(place, spans)))
      : where(numberIn(source.read, spans));
  return amongOrNot(among, source.given, fits);
}

/** Keeps rows with an ICMP or ICMPv6 type in the set; a name is one number in ICMP and another in ICMPv6. */
export function icmpTypeTest(
  among: boolean,
  set: readonly (IcmpTypeName | NumberSpan)[],
  basis: FilterBasis,
): Narrow {
  const named = (protocol: number): Narrow => {
    const names = set.flatMap((element) => ('name' in element ? [element.name] : []));
    const types = icmpTypesOf(protocol).filter(({ name }) => names.includes(name));
    const spans = disjoint(types.map(({ type }) => ({ low: type, high: type })));
    return allOf(numberAt(ICMP_TYPE, spans), between(PROTOCOL, protocol, protocol));
  };
  const numbers = disjoint(set.flatMap((element) => ('name' in element ? [] : [element])));
  const { given } = sourceOf('icmp.type', basis);
  return amongOrNot(among, given, anyOf(numberAt(ICMP_TYPE, numbers), named(ICMP), named(ICMPV6)));
}

/** Keeps rows in a state whose name passes. */
export function stateIn(passes: (name: string) => boolean): Narrow {
  const ofProtocol = (protocol: number): Narrow => {
    const passing = Uint8Array.from(statesOf(protocol), (name) => (passes(name) ? 1 : 0));
    return passing.includes(1)
      ? allOf(listed(STATE, passing), between(PROTOCOL, protocol, protocol))
      : nothing;
  };
  return allOf(anyOf(...[TCP, SCTP, DCCP].map(ofProtocol)), has('state'));
}

/** Keeps rows with a helper whose name passes. */
export function helperIn(basis: FilterBasis, passes: (name: string) => boolean): Narrow {
  return allOf(textAt(HELPER, basis, passes), has('helper'));
}

/** Keeps rows whose number at a place is in one of the spans. */
function numberAt(place: Place, spans: readonly NumberSpan[]): Narrow {
  const largest = place.mask >>> 0;
  const [first, ...others] = spans.filter(({ low }) => low <= largest);
  if (first === undefined) return nothing;
  if (others.length === 0) return between(place, first.low, Math.min(first.high, largest));
  if (largest <= 0xffff) {
    const table = new Uint8Array(largest + 1);
    for (const { low, high } of spans) table.fill(1, low, high + 1);
    return listed(place, table);
  }
  const { column, shift, mask } = place;
  return where(
    inSpans(spans, (segment, row, bound) => (((word(segment, row, column) >>> shift) & mask) >>> 0) - bound),
  );
}

function numberIn(read: ReadNumber, spans: readonly NumberSpan[]): RowTest {
  const [first, ...others] = spans;
  if (first === undefined || others.length > 0)
    return inSpans(spans, (segment, row, bound) => read(segment, row) - bound);
  const { low, high } = first;
  return (segment, row) => {
    const value = read(segment, row);
    return low <= value && value <= high;
  };
}

/** Keeps rows that are of one of the zones (zonesOfFlow in shared/zone.ts). */
function zoneIn(spans: readonly NumberSpan[]): Narrow {
  const others = spans
    .map(({ low, high }) => ({ low: Math.max(1, low), high }))
    .filter(({ low, high }) => low <= high);
  const zero = spans.some(({ low }) => low === 0) ? between(BOTH_ZONES, 0, 0) : nothing;
  return anyOf(numberAt(ORIG_ZONE, others), numberAt(REPLY_ZONE, others), zero);
}

function labelIn(spans: readonly NumberSpan[]): Narrow {
  const wanted = new Uint32Array(Row.LABEL_WORDS);
  for (const { low, high } of spans) {
    for (let bit = low; bit <= Math.min(high, MAX_LABEL); bit++) {
      const index = Row.LABEL_WORDS - 1 - (bit >>> 5);
      wanted[index] = (wanted[index] ?? 0) | (1 << (bit & 31));
    }
  }
  return where((segment, row) => {
    let found = 0;
    for (let index = 0; index < Row.LABEL_WORDS; index++)
      found |= word(segment, row, Row.LABELS + index) & (wanted[index] ?? 0);
    return found !== 0;
  });
}

function textAt(place: Place, basis: FilterBasis, passes: (text: string) => boolean): Narrow {
  return listed(
    place,
    Uint8Array.from(basis.texts, (text) => (passes(text) ? 1 : 0)),
  );
}

function compareAddress(column: number): (segment: Uint32Array, row: number, bound: AddressWords) => number {
  return (segment, row, [a, b, c, d]) =>
    word(segment, row, column) - a ||
    word(segment, row, column + 1) - b ||
    word(segment, row, column + 2) - c ||
    word(segment, row, column + 3) - d;
}
