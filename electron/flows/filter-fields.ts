import type { NumericField } from '../../shared/filter/fields.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { type L4Kind, l4Kind } from '../../shared/protocol.ts';
import { RATE, READ_AT, word } from './columns.ts';
import { rateOf } from './flow-rate.ts';
import { allOf, between, everything, listed, type Narrow, type Place } from './narrow.ts';

/** Where the numbers of a field stand in a row, or how they are reckoned, and which rows have the field at all. */
export type Source = { readonly given: Narrow } & (
  | { readonly kind: 'places'; readonly places: readonly Place[] }
  | { readonly kind: 'reckoned'; readonly read: ReadNumber }
);

/** A number of one row of a segment, in the field's base unit. */
export type ReadNumber = (segment: Uint32Array, row: number) => number;

/** What a filter needs beside the rows: texts by their numbers, and the moments to which rows are reckoned. */
export interface FilterBasis {
  readonly texts: readonly string[];
  /** On the clock of READ_AT, milliseconds. */
  readonly moment: ReadNumber;
  /** Milliseconds since the epoch. */
  readonly date: ReadNumber;
}

export const PROTOCOL = placeOf(Row.KIND, 8, 0xff);
export const FAMILY = placeOf(Row.KIND, 0, 0xff);
export const STATE = placeOf(Row.STATE);
export const STATUS = placeOf(Row.STATUS);
export const HELPER = placeOf(Row.HELPER);
export const ORIG_ZONE = high(Row.ZONES);
export const REPLY_ZONE = low(Row.ZONES);

/** Fields that are one number each, or several of which any counts; `zone` and `label` are neither. */
export type PlainField = Exclude<NumericField, 'zone' | 'label'>;

/** Finds a field in rows. */
export function sourceOf(field: PlainField, basis: FilterBasis): Source {
  switch (field) {
    case 'proto':
      return at(everything, PROTOCOL);
    case 'family':
      return at(everything, FAMILY);
    case 'sport':
      return at(withL4('ports'), high(Row.ORIG_L4));
    case 'dport':
      return at(withL4('ports'), low(Row.ORIG_L4));
    case 'reply.sport':
      return at(withL4('ports'), high(Row.REPLY_L4));
    case 'reply.dport':
      return at(withL4('ports'), low(Row.REPLY_L4));
    case 'port':
      return at(withL4('ports'), ...halves(Row.ORIG_L4), ...halves(Row.REPLY_L4));
    case 'gre.key':
      return at(withL4('gre'), ...halves(Row.ORIG_L4), ...halves(Row.REPLY_L4));
    case 'icmp.type':
      return at(withL4('icmp'), placeOf(Row.ORIG_L4, 8, 0xff));
    case 'icmp.code':
      return at(withL4('icmp'), placeOf(Row.ORIG_L4, 0, 0xff));
    case 'icmp.id':
      return at(withL4('icmp'), high(Row.ORIG_L4));
    case 'status':
      return at(everything, STATUS);
    case 'zone.orig':
      return at(everything, ORIG_ZONE);
    case 'zone.reply':
      return at(everything, REPLY_ZONE);
    case 'mark':
      return at(has('mark'), placeOf(Row.MARK));
    case 'use':
      return at(has('use'), placeOf(Row.USE));
    case 'id':
      return at(everything, placeOf(Row.ID));
    case 'timeout':
      return reckoned(has('timeout'), timeLeft(basis.moment));
    case 'started':
      return reckoned(has('started'), startedAt);
    case 'age':
      return reckoned(has('started'), age(basis.date));
    case 'rate':
      return reckoned(
        between(placeOf(RATE), 1, 0xffff_ffff),
        (segment, row) => (rateOf(word(segment, row, RATE)) ?? 0) * 8,
      );
    case 'bytes':
      return reckoned(has('counters'), sum(Row.ORIG_BYTES, Row.REPLY_BYTES));
    case 'packets':
      return reckoned(has('counters'), sum(Row.ORIG_PACKETS, Row.REPLY_PACKETS));
    case 'bytes.orig':
      return reckoned(has('counters'), wide(Row.ORIG_BYTES));
    case 'bytes.reply':
      return reckoned(has('counters'), wide(Row.REPLY_BYTES));
    case 'packets.orig':
      return reckoned(has('counters'), wide(Row.ORIG_PACKETS));
    case 'packets.reply':
      return reckoned(has('counters'), wide(Row.REPLY_PACKETS));
  }
}

/** Reads a number of a field that has one value in a row. */
export function readerOf(source: Source): ReadNumber {
  if (source.kind === 'reckoned') return source.read;
  const [{ column, shift, mask } = PROTOCOL] = source.places;
  return (segment, row) => ((word(segment, row, column) >>> shift) & mask) >>> 0;
}

/** Keeps rows for which the kernel sent a part. */
export function has(part: keyof typeof Present): Narrow {
  return between({ column: Row.PRESENT, shift: Math.log2(Present[part]), mask: 1 }, 1, 1);
}

/** Keeps rows whose status has every one of the bits, or with `value` 0, none of them. */
export function statusIs(bits: number, value: number = bits): Narrow {
  return between({ column: Row.STATUS, shift: 0, mask: bits }, value, value);
}

/** Whether the first `count` words at two columns are equal. */
export function sameWords(
  segment: Uint32Array,
  row: number,
  one: number,
  other: number,
  count: number,
): boolean {
  for (let index = 0; index < count; index++) {
    if (word(segment, row, one + index) !== word(segment, row, other + index)) return false;
  }
  return true;
}

function at(given: Narrow, ...places: readonly Place[]): Source {
  return { kind: 'places', given, places };
}

function reckoned(given: Narrow, read: ReadNumber): Source {
  return { kind: 'reckoned', given, read };
}

/** The bits of a column that hold a field, after shifting them down. */
export function placeOf(column: number, shift = 0, mask = 0xffff_ffff): Place {
  return { column, shift, mask };
}

function high(column: number): Place {
  return placeOf(column, 16, 0xffff);
}

function low(column: number): Place {
  return placeOf(column, 0, 0xffff);
}

function halves(column: number): readonly [Place, Place] {
  return [high(column), low(column)];
}

/** Keeps rows of protocols whose tuples have these parts, where the kernel sent them. */
function withL4(kind: L4Kind): Narrow {
  const protocols = Uint8Array.from({ length: 256 }, (_, protocol) => (l4Kind(protocol) === kind ? 1 : 0));
  return allOf(has('l4'), listed(PROTOCOL, protocols));
}

/** The 64-bit number in two words; beyond 2^53 the nearest that a number can be. */
function wide(column: number): ReadNumber {
  return (segment, row) => word(segment, row, column) * 0x1_0000_0000 + word(segment, row, column + 1);
}

/** Both directions' 64-bit numbers together. */
function sum(one: number, other: number): ReadNumber {
  return (segment, row) =>
    (word(segment, row, one) + word(segment, row, other)) * 0x1_0000_0000 +
    (word(segment, row, one + 1) + word(segment, row, other + 1));
}

/** Milliseconds left, in whole seconds as the kernel counts them and the page shows them. */
function timeLeft(moment: ReadNumber): ReadNumber {
  return (segment, row) => {
    const elapsedSeconds = Math.floor((moment(segment, row) - word(segment, row, READ_AT)) / 1000);
    return Math.max(0, word(segment, row, Row.TIMEOUT) - elapsedSeconds) * 1000;
  };
}

/** Milliseconds since the Unix epoch. */
function startedAt(segment: Uint32Array, row: number): number {
  const nanoseconds = word(segment, row, Row.STARTED) * 0x1_0000_0000 + word(segment, row, Row.STARTED + 1);
  return Math.floor(nanoseconds / 1_000_000);
}

/** Milliseconds; a flow that the kernel's clock puts into the future is 0 old. */
function age(date: ReadNumber): ReadNumber {
  return (segment, row) => Math.max(0, date(segment, row) - startedAt(segment, row));
}
