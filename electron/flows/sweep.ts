import type { RowPlace } from '../../shared/choice.ts';
import type { Filter } from '../../shared/filter/ast.ts';
import { LIFE_WORDS, lifeOf } from '../../shared/flow-life.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, GONE_AT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';
import { Lives, PAUSE_LIVES } from './lives.ts';
import { matchingRows } from './matching-rows.ts';
import type { RankKey } from './rank-select.ts';
import { SortCopy } from './sort-copy.ts';

/**
 * Adds the flows between two places of the filtered and sorted table, in order, in pauses: each matched, and had its place, as it was at
 * some moment while this ran. Rows of flows that went count for row numbers, as on the page, but are not taken. Answers whether the
 * flows at both ends are there; otherwise only the one that is still there is taken.
 */
export function* addSwept(
  lives: Lives,
  table: FlowTable,
  filter: Filter,
  keys: readonly RankKey[],
  from: RowPlace,
  to: RowPlace,
): Generator<undefined, boolean> {
  const all = new Lives(table.rows.count);
  const copy = new SortCopy(keys, table.rows.count);
  const ends = [from, to].map(({ row, flow }) => ({ row, life: flow && lifeOf(flow), found: -1 }));
  const take = (row: number, segment: Uint32Array, at: number) => {
    const index = all.count;
    all.addRow(table, row);
    copy.add(segment, at);
    for (const end of ends) if (end.life && all.isSame(index, end.life)) end.found = index;
    // It keeps its place, as no flow.
    if (segment[GONE_AT * COLUMN_STRIDE + at] !== 0) all.words[index * LIFE_WORDS + Row.KIND] = 0;
  };
  yield* matchingRows(table, filter, take, true);
  const order = yield* copy.order();
  const last = order.length - 1;
  const places = ends.flatMap(({ row, life, found }) =>
    found !== -1 ? [order.indexOf(found)] : life === null ? [Math.min(row, last)] : [],
  );
  const first = Math.max(0, Math.min(...places));
  const end = Math.max(...places) + 1;
  lives.makeRoom(end - first);
  for (let place = first; place < end; place++) {
    if (place % PAUSE_LIVES === 0) yield;
    const at = (order[place] ?? 0) * LIFE_WORDS;
    if (all.words[at + Row.KIND] !== 0) lives.addWords(all.words, at);
  }
  return places.length === ends.length;
}
