import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../shared/address.ts';
import type { Tuple } from '../../shared/flow.ts';
import { type FlowRow, SortColumn } from '../../shared/flow-page.ts';
import * as Row from '../../shared/flow-record.ts';
import { l4Kind, stateName, statesOf } from '../../shared/protocol.ts';
import { anyRecord, type SomeWords, tableOf } from './arbitrary-flows.test-support.ts';
import { ROW_MASK, SEGMENT_SHIFT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { sortWords } from './sort-keys.ts';

/** Numbers and texts by which two rows are compared, first things first; -1 and '' stand for what a flow does not have. */
type Place = readonly (number | bigint | string)[];

/** Where a row belongs in a column's order, by what the page shows of it. */
function placeOf(column: SortColumn, { flow, bytesPerSecond }: FlowRow): Place {
  const { counters } = flow;
  const total = (part: 'bytes' | 'packets') =>
    counters ? BigInt(counters.original[part]) + BigInt(counters.reply[part]) : -1n;
  switch (column) {
    case 'protocol':
      return [flow.protocol];
    case 'source':
      return end(flow.original, 'source');
    case 'destination':
      return end(flow.original, 'destination');
    case 'replySource':
      return end(flow.reply, 'source');
    case 'replyDestination':
      return end(flow.reply, 'destination');
    case 'state':
      return [flow.state === null ? '' : stateName(flow.protocol, flow.state)];
    case 'status':
      return [flow.status];
    case 'zone':
      return [flow.zones.original, flow.zones.reply];
    case 'zoneOriginal':
      return [flow.zones.original];
    case 'zoneReply':
      return [flow.zones.reply];
    case 'mark':
      return [flow.mark ?? -1];
    case 'labels':
      return [flow.labels === null ? 0 : 1, flow.labels ?? ''];
    case 'helper':
      return [flow.helper === null ? 0 : 1, flow.helper ?? ''];
    case 'bytes':
    case 'packets':
      return [total(column)];
    case 'bytesOriginal':
      return [counters?.original.bytes ?? -1];
    case 'bytesReply':
      return [counters?.reply.bytes ?? -1];
    case 'packetsOriginal':
      return [counters?.original.packets ?? -1];
    case 'packetsReply':
      return [counters?.reply.packets ?? -1];
    case 'rate':
      return [bytesPerSecond ?? -1];
    case 'expires':
      return [flow.timeoutSeconds ?? -1];
    case 'age':
      return [flow.startedAt === null ? Number.NEGATIVE_INFINITY : -flow.startedAt];
    case 'id':
      return [flow.id];
  }
}

function end({ l4, ...addresses }: Tuple, side: 'source' | 'destination'): Place {
  const address = parseAddress(addresses[side]);
  const isSource = side === 'source';
  const behind = () => {
    switch (l4.kind) {
      case 'ports':
        return l4[side];
      case 'icmp':
        return isSource ? l4.id : l4.type * 256 + l4.code;
      case 'gre':
        return isSource ? l4.sourceKey : l4.destinationKey;
      case 'none':
        return 0;
    }
  };
  return [address?.family ?? 0, ...(address?.words ?? []), behind()];
}

function order<T extends number | bigint | string>(left: readonly T[], right: readonly T[]): number {
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other !== undefined && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function wordsOf(column: SortColumn, table: FlowTable, row: number): number[] {
  const segment = table.segments[row >>> SEGMENT_SHIFT] ?? new Uint32Array();
  return sortWords(column, table).map(({ read }) => read(segment, row & ROW_MASK) >>> 0);
}

function flowWith(words: readonly (readonly [column: number, value: number])[], number: number): SomeWords {
  const present = Row.Present.l4 | Row.Present.counters;
  return new Map([[Row.KIND, 4 | (6 << 8)], [Row.ORIG_SRC, number], [Row.PRESENT, present], ...words]);
}

/** Flows of which all that is sorted by is shown: no time left has run out, no part of a millisecond tells starts apart. */
const shownExactly = anyRecord.map((record) => {
  const changed = new Map(record);
  const protocol = (record.get(Row.KIND) ?? 0) >>> 8;
  const present = record.get(Row.PRESENT) ?? 0;
  if (record.has(Row.TIMEOUT)) changed.set(Row.TIMEOUT, (record.get(Row.TIMEOUT) ?? 0) + 10);
  if (record.has(Row.STARTED)) changed.set(Row.STARTED + 1, 0);
  // The kernel gives states, and what stands behind an address, of some protocols only.
  const states = statesOf(protocol);
  if (states.length === 0) changed.set(Row.PRESENT, present & ~Row.Present.state);
  changed.set(Row.STATE, (record.get(Row.STATE) ?? 0) % (states.length || 1));
  if (l4Kind(protocol) === 'none' || (present & Row.Present.l4) === 0)
    for (const word of [Row.ORIG_L4, Row.REPLY_L4]) changed.delete(word);
  return changed;
});

/** Compares every two neighbours of an order that is right with the words that stand for it. */
function expectSameOrder(column: SortColumn, table: FlowTable): void {
  const rows = Array.from({ length: table.rowsUsed }, (_, row) => ({
    place: placeOf(column, rowOf(table, row)),
    words: wordsOf(column, table, row),
  })).sort((one, other) => order(one.place, other.place));
  for (const [index, one] of rows.entries()) {
    const other = rows[index + 1];
    if (other) expect(order(one.words, other.words)).toBe(order(one.place, other.place));
  }
}

describe('the words to sort a column by', () => {
  it.each(SortColumn.options)('put rows by %s in the order of what is shown', (column) => {
    fc.assert(
      fc.property(fc.array(shownExactly, { minLength: 2, maxLength: 30 }), (records) =>
        expectSameOrder(column, tableOf(records)),
      ),
      { numRuns: 60 },
    );
  });

  it.each(['bytes', 'packets'] as const)('put sums of %s in order, however large', (column) => {
    const [original, reply] =
      column === 'bytes' ? [Row.ORIG_BYTES, Row.REPLY_BYTES] : [Row.ORIG_PACKETS, Row.REPLY_PACKETS];
    // Around every power of two, where the coarse order of the first word turns to the next magnitude.
    const anyCount = fc
      .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -3, max: 1000 }))
      .map(([power, more]) => Math.max(0, 2 ** power + more));
    const split = (word: number, value: number): [number, number][] => [
      [word, Math.floor(value / 0x1_0000_0000)],
      [word + 1, value % 0x1_0000_0000],
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCount, anyCount), { minLength: 2, maxLength: 60 }), (counts) => {
        const records = counts.map(([one, other], index) =>
          flowWith([...split(original, one), ...split(reply, other)], index),
        );
        expectSameOrder(column, tableOf(records));
      }),
    );
  });
});
