import fc from 'fast-check';
import type { Address } from '../../shared/address.ts';
import { anyAddress } from '../../shared/filter/arbitrary-filter.test-support.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, RATE } from './columns.ts';
import { rateWord } from './flow-rate.ts';
import { FlowTable } from './flow-table.ts';
import { readRecord } from './table.test-support.ts';

/** When generated tables are looked at, milliseconds since the epoch. */
export const NOW = 1_000_000_000;

/** Words of a record by their column; the rest is 0. */
export type SomeWords = ReadonlyMap<number, number>;

const anyHalf = fc.constantFrom(0, 1, 6, 80, 443, 1000, 60_000, 65_535);
const anyWord = fc.oneof(fc.constantFrom(0, 1, 0x12, 0xffff_ffff), fc.nat(0xffff_ffff));
const anyPair = fc.tuple(anyHalf, anyHalf).map(([high, low]) => ((high << 16) | low) >>> 0);
const anyL4 = fc.oneof(
  anyPair,
  fc
    .tuple(anyHalf, fc.constantFrom(0, 8, 13, 128, 129), fc.nat(3))
    .map(([id, type, code]) => ((id << 16) | (type << 8) | code) >>> 0),
);
const anyZones = fc.oneof(fc.constantFrom(0, 0x0001_0000, 0x0000_0005, 0x1001_1001), anyPair);
const anyCount = fc.oneof(fc.nat(3), fc.constantFrom(1000, 1_000_000), fc.nat(0xffff_ffff));

/** A flow of any protocol, with any parts, whose values are those that filters generated beside it ask for. */
export const anyRecord: fc.Arbitrary<SomeWords> = fc
  .record({
    addresses: fc.tuple(anyAddress, anyAddress, anyAddress, anyAddress),
    isTranslated: fc.boolean(),
    protocol: fc.constantFrom(1, 6, 6, 17, 33, 47, 50, 58, 99, 132),
    l4: fc.tuple(anyL4, anyL4),
    zones: anyZones,
    status: fc.nat(0xffff),
    present: fc.oneof(fc.nat(0x7ff), fc.constant(0x7ff)),
    state: fc.nat(12),
    timeout: fc.oneof(fc.nat(120), fc.nat(432_000)),
    mark: anyWord,
    use: fc.nat(3),
    id: anyWord,
    counts: fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 0x1f_ffff), anyCount), { minLength: 4, maxLength: 4 }),
    startedAgo: fc.oneof(fc.constantFrom(-5, 0, 30_000, 60_000), fc.nat(NOW)),
    helper: fc.nat(4),
    labels: fc.constantFrom([0, 0, 0, 1], [0x8000_0000, 0, 0, 15], [0, 0, 1, 0xfe80], [0, 3, 0, 0]),
  })
  .map((parts) => {
    const [one, other, third, fourth] = parts.addresses;
    // A flow is of one family: the others' words count as this one's.
    const { family } = one;
    const words = (address: Address) => (family === 4 ? [address.words[0], 0, 0, 0] : address.words);
    const [l4, replyL4] = parts.l4;
    const started = BigInt(NOW - parts.startedAgo) * 1_000_000n;
    return withoutAbsent(parts.present, [
      [Row.KIND, family | (parts.protocol << 8)],
      [Row.ZONES, parts.zones],
      ...spread(Row.ORIG_SRC, words(one)),
      ...spread(Row.ORIG_DST, words(other)),
      [Row.ORIG_L4, l4],
      ...spread(Row.REPLY_SRC, words(parts.isTranslated ? third : other)),
      ...spread(Row.REPLY_DST, words(parts.isTranslated ? fourth : one)),
      [Row.REPLY_L4, parts.isTranslated ? replyL4 : ((l4 << 16) | (l4 >>> 16)) >>> 0],
      [Row.STATUS, parts.status],
      [Row.ID, parts.id],
      [Row.PRESENT, parts.present],
      [Row.STATE, parts.state],
      [Row.TIMEOUT, parts.timeout],
      [Row.MARK, parts.mark],
      [Row.USE, parts.use],
      ...spread(Row.ORIG_PACKETS, parts.counts.flat()),
      ...spread(Row.STARTED, [Number(started >> 32n), Number(started & 0xffff_ffffn)]),
      [Row.HELPER, 1 + parts.helper],
      ...spread(Row.LABELS, parts.labels),
    ]);
  });

/** What is not present is 0, as decoders leave it. */
function withoutAbsent(present: number, words: readonly (readonly [number, number])[]): SomeWords {
  const absent = Row.OPTIONAL_WORDS.filter(([bit]) => (present & bit) === 0);
  const isAbsent = (column: number) =>
    absent.some(([, first, count]) => column >= first && column < first + count);
  return new Map(words.filter(([column]) => !isAbsent(column)));
}

function spread(first: number, words: readonly number[]): [number, number][] {
  return words.map((word, index) => [first + index, word]);
}

/** A table that was filled two and a half seconds before {@link NOW}; every second flow has a rate. */
export function tableOf(records: readonly SomeWords[]): FlowTable {
  let clock = NOW - 2500;
  const table = new FlowTable(() => clock);
  for (const text of ['ftp', 'SIP', 'my "own"', 'tcp', '']) table.intern(text);
  for (const [number, record] of records.entries()) {
    table.record.fill(0);
    for (const [column, word] of record) table.record[column] = word;
    readRecord(table);
    const segment = table.segments[0];
    if (segment && number % 2 === 0)
      segment[RATE * COLUMN_STRIDE + table.rowsUsed - 1] = rateWord(number * 1000);
  }
  clock = NOW;
  return table;
}
