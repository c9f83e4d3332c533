import type { Filter } from '../../shared/filter/ast.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, GONE_AT, SEGMENT_ROWS } from './columns.ts';
import { compileFilter } from './compile-filter.ts';
import type { FlowTable } from './flow-table.ts';
import { MATCH_WORDS } from './narrow.ts';

/**
 * Hands over each row whose flow matches, ascending; flows that went are left out unless asked for (`withGone`). Pauses after some rows, a
 * segment at most: after a pause a row may hold another flow, but never between its match and `take`.
 */
export function* matchingRows(
  table: FlowTable,
  filter: Filter,
  take: (row: number, segment: Uint32Array, at: number) => void,
  withGone = false,
): Generator<undefined, void> {
  const select = compileFilter(filter, table.filterBasis);
  const matches = new Uint32Array(MATCH_WORDS);
  for (let number = 0; number < table.segments.length; number++) {
    const segment = table.segments[number];
    if (!segment) continue;
    const first = number * SEGMENT_ROWS;
    for (const { from, to } of select(segment, Math.min(SEGMENT_ROWS, table.rowsUsed - first), matches)) {
      for (let word = from; word < to; word++) {
        for (let bits = matches[word] ?? 0; bits !== 0; bits &= bits - 1) {
          const at = (word << 5) + 31 - Math.clz32(bits & -bits);
          const isGone = segment[GONE_AT * COLUMN_STRIDE + at] !== 0;
          if (segment[Row.KIND * COLUMN_STRIDE + at] === 0 || (isGone && !withGone)) continue;
          take(first + at, segment, at);
        }
      }
      yield;
    }
  }
}
