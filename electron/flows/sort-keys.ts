import type { SortColumn } from '../../shared/flow-page.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { stateName, statesOf } from '../../shared/protocol.ts';
import { COLUMN_STRIDE, RATE, READ_AT, word } from './columns.ts';
import type { FlowTable } from './flow-table.ts';

/** Reads a number of a row: `at` is the row's place in its segment. */
type Read = (segment: Uint32Array, at: number) => number;

/** A number of each row to sort by, and how many bits of it count. */
export interface SortWord {
  readonly read: Read;
  readonly bits: 16 | 32;
  /** Where the number lies, when it is a part of one word: it can then be read without a call for each row. */
  readonly place?: { readonly column: number; readonly shift: number; readonly mask: number };
}

/**
 * The words that put rows in a column's order, most significant first. Addresses sort by value, IPv4 before IPv6, then
 * by port; what a flow does not have sorts before everything.
 */
export function sortWords(column: SortColumn, table: FlowTable): SortWord[] {
  switch (column) {
    case 'protocol':
      return [part(Row.KIND, 8, 0xff)];
    case 'source':
      return address(Row.ORIG_SRC, Row.ORIG_L4, true);
    case 'destination':
      return address(Row.ORIG_DST, Row.ORIG_L4, false);
    case 'replySource':
      return address(Row.REPLY_SRC, Row.REPLY_L4, true);
    case 'replyDestination':
      return address(Row.REPLY_DST, Row.REPLY_L4, false);
    case 'state':
      return [stateRank()];
    case 'status':
      return [plain(Row.STATUS)];
    case 'zone':
      return [plain(Row.ZONES)];
    case 'zoneOriginal':
      return [part(Row.ZONES, 16, 0xffff)];
    case 'zoneReply':
      return [part(Row.ZONES, 0, 0xffff)];
    case 'mark':
      return [presence(Present.mark), plain(Row.MARK)];
    case 'labels':
      return [presence(Present.labels), ...words(Row.LABELS, Row.LABEL_WORDS)];
    case 'helper':
      return [presence(Present.helper), textRank(table, Row.HELPER)];
    case 'bytes':
      return [magnitude(Row.ORIG_BYTES, Row.REPLY_BYTES), ...sum(Row.ORIG_BYTES, Row.REPLY_BYTES)];
    case 'bytesOriginal':
      return [presence(Present.counters), plain(Row.ORIG_BYTES), plain(Row.ORIG_BYTES + 1)];
    case 'bytesReply':
      return [presence(Present.counters), plain(Row.REPLY_BYTES), plain(Row.REPLY_BYTES + 1)];
    case 'packets':
      return [magnitude(Row.ORIG_PACKETS, Row.REPLY_PACKETS), ...sum(Row.ORIG_PACKETS, Row.REPLY_PACKETS)];
    case 'packetsOriginal':
      return [presence(Present.counters), plain(Row.ORIG_PACKETS), plain(Row.ORIG_PACKETS + 1)];
    case 'packetsReply':
      return [presence(Present.counters), plain(Row.REPLY_PACKETS), plain(Row.REPLY_PACKETS + 1)];
    case 'rate':
      return [plain(RATE)];
    case 'expires':
      // The moment of expiry on the table's clock, in hundredths of a second: it stands still while time goes on.
      return [
        presence(Present.timeout),
        whole((segment, at) =>
          Math.min(0xffff_ffff, word(segment, at, READ_AT) / 10 + word(segment, at, Row.TIMEOUT) * 100),
        ),
      ];
    case 'age':
      // Older means started earlier: complements turn the order round.
      return [
        presence(Present.started),
        whole((segment, at) => ~word(segment, at, Row.STARTED)),
        whole((segment, at) => ~word(segment, at, Row.STARTED + 1)),
      ];
    case 'id':
      return [plain(Row.ID)];
  }
}

function whole(read: Read): SortWord {
  return { read, bits: 32 };
}

function half(read: Read): SortWord {
  return { read, bits: 16 };
}

function plain(column: number): SortWord {
  const offset = column * COLUMN_STRIDE;
  return {
    ...whole((segment, at) => segment[offset + at] ?? 0),
    place: { column, shift: 0, mask: 0xffff_ffff },
  };
}

function part(column: number, shift: number, mask: number): SortWord {
  return {
    ...half((segment, at) => (word(segment, at, column) >>> shift) & mask),
    place: { column, shift, mask },
  };
}

function presence(bit: number): SortWord {
  return part(Row.PRESENT, 31 - Math.clz32(bit), 1);
}

/** The magnitude of a sum of two counters in 16 bits, in their order but coarse; 0 when there are none. */
function magnitude(a: number, b: number): SortWord {
  return half((segment, at) => {
    if ((word(segment, at, Row.PRESENT) & Present.counters) === 0) return 0;
    const high = highOfSum(segment, at, a, b);
    return 1 + (high === 0 ? float(lowOfSum(segment, at, a, b), 0) : float(high, 32));
  });
}

/** A number times a power of two in 16 bits: where its first bit is, then at most nine bits behind that. */
function float(value: number, power: number): number {
  const bits = 32 - Math.clz32(value);
  const mantissa = bits > 9 ? (value >>> (bits - 10)) & 0x1ff : value;
  return (Math.max(0, bits - 9 + power) << 9) + mantissa;
}

function address(first: number, l4: number, source: boolean): SortWord[] {
  const shift = source ? 16 : 0;
  const port = part(l4, shift, 0xffff);
  const family = part(Row.KIND, 0, 0xff);
  return [family, ...words(first, 4), port];
}

function words(first: number, count: number): SortWord[] {
  return Array.from({ length: count }, (_, index) => plain(first + index));
}

function sum(a: number, b: number): SortWord[] {
  return [
    whole((segment, at) => highOfSum(segment, at, a, b)),
    whole((segment, at) => lowOfSum(segment, at, a, b)),
  ];
}

/** The sum of two 64-bit counters; more than 64 bits count as the most that fit. */
function highOfSum(segment: Uint32Array, at: number, a: number, b: number): number {
  const carry = word(segment, at, a + 1) + word(segment, at, b + 1) > 0xffff_ffff ? 1 : 0;
  return Math.min(0xffff_ffff, word(segment, at, a) + word(segment, at, b) + carry);
}

function lowOfSum(segment: Uint32Array, at: number, a: number, b: number): number {
  return (word(segment, at, a + 1) + word(segment, at, b + 1)) >>> 0;
}

/** States in the order of their names, whatever protocol they belong to; no state is 0. */
function stateRank(): SortWord {
  const ranks = new Uint16Array(256 * 256);
  const named: [name: string, key: number][] = [];
  for (let protocol = 0; protocol < 256; protocol++) {
    for (const state of statesOf(protocol).keys())
      named.push([stateName(protocol, state), (protocol << 8) | state]);
  }
  named.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  let rank = 0;
  let last = '';
  for (const [name, key] of named) {
    if (name !== last) rank++;
    last = name;
    ranks[key] = rank;
  }
  return half((segment, at) => {
    if ((word(segment, at, Row.PRESENT) & Present.state) === 0) return 0;
    return ranks[(word(segment, at, Row.KIND) & 0xff00) | (word(segment, at, Row.STATE) & 0xff)] ?? 0;
  });
}

function textRank(table: FlowTable, column: number): SortWord {
  const order = table.texts
    .map((text, number) => ({ text, number }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  const ranks = new Uint32Array(order.length);
  order.forEach(({ number }, rank) => {
    ranks[number] = rank;
  });
  return whole((segment, at) => ranks[word(segment, at, column)] ?? 0);
}
