import { formatIPv4, formatIPv6 } from '../../shared/address.ts';
import type { FieldValues } from '../../shared/field-values.ts';
import {
  type AddressField,
  type Field,
  isAddressField,
  isNumberField,
  type NumberField,
} from '../../shared/filter/fields.ts';
import { writeNumber } from '../../shared/filter/values.ts';
import * as Row from '../../shared/flow-record.ts';
import { icmpTypesOf, statesOf } from '../../shared/protocol.ts';
import { zonesOfFlow } from '../../shared/zone.ts';
import { GONE_AT, SEGMENT_ROWS, word } from './columns.ts';
import {
  FAMILY,
  HELPER,
  has,
  type PlainField,
  PROTOCOL,
  readerOf,
  STATE,
  sourceOf,
} from './filter-fields.ts';
import { addressColumn } from './filter-sets.ts';
import type { FlowTable } from './flow-table.ts';
import { everything, MATCH_WORDS, type Narrow, type Place } from './narrow.ts';

/** Tells one value of a field in a row from others. */
type Key = number | string;

/** How the values of a field are read and written. */
interface ValueReader {
  /** Rows that have the field. */
  readonly given: Narrow;
  /** Calls `add` for each value in a row; `at` is the row's place in its segment. */
  readonly read: (segment: Uint32Array, at: number, add: (key: Key) => void) => void;
  /** The values that a key stands for, as the filter language writes them. */
  readonly write: (key: Key) => readonly string[];
}

/** About so many rows are read at most, spread over the table. */
const MOST_ROWS = 1 << 15;
/** So long values are written out at most to find those that begin as they should, milliseconds. */
const WRITING_MS = 25;

/**
 * The values of a field that flows of the table have and that begin with `prefix`, most frequent first. It takes bounded
 * time: of a large table a sample is read. Fields that measure (bytes, ages, …) have none worth naming.
 */
export function fieldValues(table: FlowTable, field: Field, prefix: string, limit: number): FieldValues {
  const reader = readerFor(field, table);
  if (reader === null) return { values: [], sampled: false };
  const stride = Math.max(1, Math.ceil(table.rowsUsed / MOST_ROWS));
  const counts = countKeys(table, reader, stride);
  const wanted = prefix.toLowerCase();
  const deadline = performance.now() + WRITING_MS;
  const found = new Map<string, number>();
  let sampled = stride > 1;
  for (const [key, flows] of [...counts].sort(([, left], [, right]) => right - left)) {
    if (found.size >= limit) break;
    if (performance.now() > deadline) {
      sampled = true;
      break;
    }
    for (const text of reader.write(key)) {
      if (text.toLowerCase().startsWith(wanted)) found.set(text, (found.get(text) ?? 0) + flows);
    }
  }
  const values = [...found].map(([text, flows]) => ({ text, flows }));
  return { values: values.sort((left, right) => right.flows - left.flows).slice(0, limit), sampled };
}

function countKeys(table: FlowTable, { given, read }: ValueReader, stride: number): Map<Key, number> {
  const counts = new Map<Key, number>();
  const add = (key: Key) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const rows = new Uint32Array(MATCH_WORDS);
  table.segments.forEach((segment, number) => {
    const used = Math.min(SEGMENT_ROWS, table.rowsUsed - number * SEGMENT_ROWS);
    rows.fill(0);
    for (let block = 0; block << 5 < used; block += stride) rows[block] = livingRows(segment, block, used);
    given(segment, rows, 0, MATCH_WORDS);
    for (let block = 0; block << 5 < used; block += stride) {
      for (let bits = rows[block] ?? 0; bits !== 0; bits &= bits - 1) {
        read(segment, (block << 5) + 31 - Math.clz32(bits & -bits), add);
      }
    }
  });
  return counts;
}

/** A bit for each of 32 neighbouring rows. */
function livingRows(segment: Uint32Array, block: number, used: number): number {
  let living = 0;
  for (let at = block << 5; at < Math.min(used, (block + 1) << 5); at++) {
    if (word(segment, at, Row.KIND) !== 0 && word(segment, at, GONE_AT) === 0) living |= 1 << (at & 31);
  }
  return living;
}

function readerFor(field: Field, table: FlowTable): ValueReader | null {
  if (isAddressField(field)) return addressReader(field);
  switch (field) {
    case 'state': {
      const name = (protocol: number, state: number) => statesOf(protocol)[state];
      return perProtocol(has('state'), (segment, at) => word(segment, at, STATE.column), name);
    }
    case 'icmp.type': {
      const source = sourceOf(field, table.filterBasis);
      // As a number it would also stand for a type that has a name in the other protocol.
      const name = (protocol: number, type: number) =>
        icmpTypesOf(protocol).find((known) => known.type === type)?.name;
      return perProtocol(source.given, readerOf(source), name);
    }
    case 'helper':
      return {
        given: has('helper'),
        read: (segment, at, add) => add(word(segment, at, HELPER.column)),
        write: (key) => [table.texts[Number(key)] ?? ''].filter((text) => text !== ''),
      };
    case 'label':
      return { given: has('labels'), read: readLabels, write: (key) => [String(key)] };
    case 'zone':
      return { given: everything, read: readZones, write: (key) => [String(key)] };
    default:
      return isNumberField(field) ? numberReader(field, table) : null;
  }
}

/** Numbers that stand in the columns as they are; those that must be reckoned measure something. */
function numberReader(field: PlainField & NumberField, table: FlowTable): ValueReader | null {
  const source = sourceOf(field, table.filterBasis);
  if (source.kind !== 'places') return null;
  return {
    given: source.given,
    read(segment, at, add) {
      const { places } = source;
      places.forEach((place, index) => {
        const value = numberAt(segment, at, place);
        const isRepeated = places.slice(0, index).some((other) => numberAt(segment, at, other) === value);
        if (!isRepeated) add(value);
      });
    },
    write: (key) => [writeNumber(field, Number(key))],
  };
}

function numberAt(segment: Uint32Array, at: number, { column, shift, mask }: Place): number {
  return ((word(segment, at, column) >>> shift) & mask) >>> 0;
}

/** Numbers whose names differ from protocol to protocol; one without a name is left out. */
function perProtocol(
  given: Narrow,
  read: (segment: Uint32Array, at: number) => number,
  name: (protocol: number, value: number) => string | undefined,
): ValueReader {
  return {
    given,
    read: (segment, at, add) => add((numberAt(segment, at, PROTOCOL) << 8) | (read(segment, at) & 0xff)),
    write(key) {
      const text = name(Number(key) >>> 8, Number(key) & 0xff);
      return text === undefined ? [] : [text];
    },
  };
}

function readLabels(segment: Uint32Array, at: number, add: (key: Key) => void): void {
  for (let index = 0; index < Row.LABEL_WORDS; index++) {
    const lowest = 32 * (Row.LABEL_WORDS - 1 - index);
    for (let bits = word(segment, at, Row.LABELS + index); bits !== 0; bits &= bits - 1)
      add(lowest + 31 - Math.clz32(bits & -bits));
  }
}

function readZones(segment: Uint32Array, at: number, add: (key: Key) => void): void {
  const zones = zonesOfFlow(word(segment, at, Row.ZONES));
  add(zones >>> 16);
  if (zones >>> 16 !== (zones & 0xffff)) add(zones & 0xffff);
}

function addressReader(field: AddressField): ValueReader {
  const columns = field === 'addr' ? ENDS.map(addressColumn) : [addressColumn(field)];
  return {
    given: everything,
    read(segment, at, add) {
      const family = numberAt(segment, at, FAMILY);
      const keys = columns.map((column) => {
        const first = word(segment, at, column);
        if (family === 4) return first;
        return [first, ...[1, 2, 3].map((index) => word(segment, at, column + index))].join();
      });
      for (const key of keys.length === 1 ? keys : new Set(keys)) add(key);
    },
    write(key) {
      if (typeof key === 'number') return [formatIPv4(key)];
      const [a = 0, b = 0, c = 0, d = 0] = key.split(',').map(Number);
      return [formatIPv6([a, b, c, d])];
    },
  };
}

const ENDS = ['src', 'dst', 'reply.src', 'reply.dst'] as const;
