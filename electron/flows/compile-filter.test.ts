import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../shared/address.ts';
import { anyFilter } from '../../shared/filter/arbitrary-filter.test-support.ts';
import type { Filter } from '../../shared/filter/ast.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { printFilter } from '../../shared/filter/print.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { DCCP, GRE, ICMP, ICMPV6, SCTP, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { anyRecord, NOW, type SomeWords, tableOf } from './arbitrary-flows.test-support.ts';
import { COLUMN_STRIDE, newSegment, SEGMENT_ROWS } from './columns.ts';
import { compileFilter } from './compile-filter.ts';
import { evaluateSlowly } from './evaluate-slowly.test-support.ts';
import type { FlowTable } from './flow-table.ts';
import { MATCH_WORDS } from './narrow.ts';
import { rowOf } from './read-row.ts';

function filterOf(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

/** A bit for each of the first rows of a segment. */
function matchesOf(table: FlowTable, filter: Filter, segment: Uint32Array, used: number): Uint32Array {
  const matches = new Uint32Array(MATCH_WORDS);
  for (const _ of compileFilter(filter, table.filterBasis)(segment, used, matches));
  return matches;
}

/** Numbers of the rows that a filter selects, in a table of one segment. */
function selected(table: FlowTable, filter: Filter): readonly number[] {
  const [segment = newSegment()] = table.segments;
  const matches = matchesOf(table, filter, segment, table.rowsUsed);
  const rows = Array.from({ length: table.rowsUsed }, (_, row) => row);
  return rows.filter((row) => (((matches[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1);
}

test('over any flows, any filter selects exactly those that its meaning selects', () => {
  const flows = fc.array(anyRecord, { minLength: 1, maxLength: 70 });
  const filters = fc.array(anyFilter, { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(flows, filters, (records, some) => {
      const table = tableOf(records);
      const rows = Array.from({ length: table.rowsUsed }, (_, row) => rowOf(table, row));
      for (const filter of some) {
        const expected = rows.flatMap((shown, row) => (evaluateSlowly(filter, shown, NOW) ? [row] : []));
        expect(selected(table, filter), printFilter(filter)).toEqual(expected);
      }
    }),
    { numRuns: 200 },
  );
});

test('comparisons of a few fields select what each of them by itself would, however they are joined', () => {
  const order = fc.record({
    kind: fc.constant('order' as const),
    field: fc.constantFrom('port' as const, 'use' as const),
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    bound: fc.constantFrom(0, 1, 2, 443, 1000),
  });
  const joined = fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), order, order, fc.array(order))
    .map(([kind, first, second, others]): Filter => ({ kind, terms: [first, second, ...others] }));
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 20, maxLength: 40 }), joined, (records, filter) => {
      const table = tableOf(records);
      const rows = Array.from({ length: table.rowsUsed }, (_, row) => rowOf(table, row));
      const expected = rows.flatMap((shown, row) => (evaluateSlowly(filter, shown, NOW) ? [row] : []));
      expect(selected(table, filter), printFilter(filter)).toEqual(expected);
    }),
  );
});

interface Sketch {
  readonly protocol?: number;
  readonly source?: string;
  readonly destination?: string;
  readonly replySource?: string;
  readonly l4?: readonly [high: number, low: number];
  readonly replyL4?: readonly [high: number, low: number];
  readonly zones?: readonly [original: number, reply: number];
  readonly words?: SomeWords;
}

/** One flow, told by what matters, and told apart by its number. */
function flow(sketch: Sketch, number: number): SomeWords {
  const source = wordsOf(sketch.source ?? `10.0.0.${number}`);
  const destination = wordsOf(sketch.destination ?? '192.0.2.1');
  const replySource = sketch.replySource === undefined ? destination : wordsOf(sketch.replySource);
  const [high, low] = sketch.l4 ?? [40_000, 443];
  const [replyHigh, replyLow] = sketch.replyL4 ?? [low, high];
  const [original, reply] = sketch.zones ?? [0, 0];
  const family = (sketch.source ?? '').includes(':') ? 6 : 4;
  return new Map([
    [Row.KIND, family | ((sketch.protocol ?? TCP) << 8)],
    [Row.ZONES, (original << 16) | reply],
    ...place(Row.ORIG_SRC, source),
    ...place(Row.ORIG_DST, destination),
    [Row.ORIG_L4, (high << 16) | low],
    ...place(Row.REPLY_SRC, replySource),
    ...place(Row.REPLY_DST, source),
    [Row.REPLY_L4, (replyHigh << 16) | replyLow],
    [Row.PRESENT, Present.l4],
    ...(sketch.words ?? []),
  ]);
}

function wordsOf(text: string): readonly number[] {
  const address = parseAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  return address.words;
}

function place(first: number, words: readonly number[]): [number, number][] {
  return words.map((word, index) => [first + index, word]);
}

/** Which of the flows the filter selects, by their number. */
function among(sketches: readonly Sketch[], text: string): readonly number[] {
  return selected(tableOf(sketches.map(flow)), filterOf(text));
}

describe('zones', () => {
  const zones = [
    [0, 0],
    [20, 20],
    [20, 0],
    [0, 20],
    [20, 30],
  ] as const;
  const flows = zones.map((pair): Sketch => ({ zones: pair }));

  test.each([
    ['zone == 20', [1, 2, 3, 4]],
    ['zone == 30', [4]],
    ['zone == 0', [0]],
    ['zone != 0', [1, 2, 3, 4]],
    ['zone in {0, 30}', [0, 4]],
    ['zone < 20', [0]],
    ['zone <= 25', [0, 1, 2, 3, 4]],
    ['zone.orig == 0', [0, 3]],
    ['zone.reply == 20', [1, 3]],
    ['zone.orig != zone.reply', [2, 3, 4]],
    ['zone > 65535', []],
    ['zone.reply > 65535', []],
    ['zone < 0', []],
    ['zone.reply < 0', []],
    ['zone.reply <= 0', [0, 2]],
    ['zone.reply >= 65535', []],
    ['id < 0', []],
    ['id > 4294967295', []],
    ['zone == 20 and zone == 0', []],
  ])('%s selects %j of plain and directional zones', (text, rows) => {
    expect(among(flows, text)).toEqual(rows);
  });
});

describe('a field that a flow does not have', () => {
  const flows: readonly Sketch[] = [
    { protocol: TCP },
    { protocol: ICMP, l4: [443, 0x0800] },
    { protocol: TCP, words: new Map([[Row.PRESENT, 0]]) },
  ];

  test.each([
    ['dport == 443', [0]],
    ['dport != 443', []],
    ['dport != 80', [0]],
    ['not dport == 443', [1, 2]],
    ['not dport != 443', [0, 1, 2]],
    ['port == 443', [0]],
    ['dport < 1000', [0]],
    ['sport != dport', [0]],
    ['icmp.id == 443', [1]],
    ['icmp.type != echo-reply', [1]],
    ['timeout > 0 or timeout == 0', []],
    ['bytes >= 0', []],
    ['helper != ftp', []],
    ['mark & 1 != 1', []],
  ])('%s selects %j', (text, rows) => {
    expect(among(flows, text)).toEqual(rows);
  });
});

describe('names', () => {
  const state = (number: number) =>
    new Map([
      [Row.STATE, number],
      [Row.PRESENT, Present.state],
    ]);
  const flows: readonly Sketch[] = [
    { protocol: TCP, words: state(3) },
    { protocol: SCTP, words: state(4) },
    { protocol: DCCP, words: state(4) },
    { protocol: ICMP, l4: [7, 0x0800] },
    { protocol: ICMPV6, l4: [7, 0x8000], source: '2001:db8::1', destination: '2001:db8::2' },
    { protocol: ICMP, l4: [7, 0x8000] },
    {
      protocol: UDP,
      words: new Map([
        [Row.HELPER, 2],
        [Row.PRESENT, Present.helper],
      ]),
    },
    { protocol: GRE, l4: [5, 6] },
  ];

  test.each([
    ['state == ESTABLISHED', [0, 1]],
    ['state in {OPEN, established}', [0, 1, 2]],
    ['icmp.type == echo-request', [3, 4]],
    ['icmp.type == 128', [4, 5]],
    ['"sip"', [6]],
    ['sip', [6]],
    ['helper == SIP', [6]],
    ['helper', [6]],
    ['icmp', [3, 4, 5]],
    ['esta', [0, 1]],
    ['gre.key == 6', [7]],
  ])('%s selects %j', (text, rows) => {
    expect(among(flows, text)).toEqual(rows);
  });
});

describe('addresses', () => {
  const flows: readonly Sketch[] = [
    { source: '10.0.3.18', destination: '203.0.113.9' },
    { source: '10.0.4.1', destination: '203.0.113.9', replySource: '10.0.3.18' },
    { source: '2001:db8::1', destination: '2001:db8:1::1' },
    { source: '::', destination: '::1' },
  ];

  test.each([
    ['10.0.3.18', [0, 1]],
    ['10.0.3.0/24', [0, 1]],
    ['src in 10.0.3.0..10.0.4.0', [0]],
    ['src in {10.0.4.0/24, 2001:db8::/32}', [1, 2]],
    ['src != 10.0.3.18', [1, 2, 3]],
    ['0.0.0.0/0', [0, 1]],
    ['::/0', [2, 3]],
    ['dst in 2001:db8:0:ffff::..2001:db8:1::1', [2]],
    ['reply.src != dst', [1]],
    ['nat', [1]],
    ['snat', []],
    ['dnat', [1]],
  ])('%s selects %j', (text, rows) => {
    expect(among(flows, text)).toEqual(rows);
  });

  test('translation shows in ports and in status bits too', () => {
    const translated: readonly Sketch[] = [
      { replyL4: [8443, 40_000] },
      { replyL4: [443, 50_000] },
      { words: new Map([[Row.STATUS, StatusBit.srcNat]]) },
      {},
    ];
    expect(among(translated, 'dnat')).toEqual([0]);
    expect(among(translated, 'snat')).toEqual([1, 2]);
    expect(among(translated, 'nat')).toEqual([0, 1, 2]);
  });
});

test.each([0, 1, 31, 32, 33, SEGMENT_ROWS - 1, SEGMENT_ROWS])(
  'the first %d rows of a segment are selected from, and no more',
  (used) => {
    const segment = newSegment();
    for (let row = 0; row < SEGMENT_ROWS; row++) segment[Row.ZONES * COLUMN_STRIDE + row] = row & 1;
    const count = (text: string): number => {
      return countBits(matchesOf(tableOf([]), filterOf(text), segment, used));
    };
    expect(count('')).toBe(used);
    expect(count('zone == 1')).toBe(Math.floor(used / 2));
    expect(count('not (zone == 1 or not zone == 0)')).toBe(Math.ceil(used / 2));
  },
);

test('10,000 characters of conditions are compiled and run', () => {
  const table = tableOf(Array.from({ length: 100 }, (_, zone) => flow({ zones: [zone, zone] }, 0)));
  const many = Array.from({ length: 700 }, (_, index) => `zone == ${index}`).join(' or ');
  expect(selected(table, filterOf(many))).toHaveLength(100);
  expect(selected(table, filterOf(`${'not '.repeat(200)}zone < 5`))).toHaveLength(5);
});

function countBits(words: Uint32Array): number {
  let count = 0;
  for (const word of words) for (let bits = word; bits !== 0; bits &= bits - 1) count++;
  return count;
}
