import type { Sweep } from '../../shared/choice.ts';
import type { CallInput, CallOutput } from '../../shared/contract.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { Filter } from '../../shared/filter/ast.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import type { HeldPlace, SortKey } from '../../shared/flow-page.ts';
import * as Row from '../../shared/flow-record.ts';
import type { TablePart } from '../../shared/table-part.ts';
import { GONE_AT } from './columns.ts';
import { movesWithTime } from './filter-time.ts';
import type { FlowTable } from './flow-table.ts';
import { moveOf } from './held-place.ts';
import { kernelFilter } from './kernel-filter.ts';
import { Lives } from './lives.ts';
import { matchingRows } from './matching-rows.ts';
import { type RankKey, rankOf, rowsAtRanks } from './rank-select.ts';
import { rowOf } from './read-row.ts';
import { Selection } from './selection.ts';
import { SortCopy } from './sort-copy.ts';
import { sortWords } from './sort-keys.ts';
import { addSwept } from './sweep.ts';

type Query = Omit<CallInput<'flows.query'>, 'targetId'>;
type Page = CallOutput<'flows.query'>;

/** The rows that pass a filter, in some order: as it is until the table changes. */
interface Arranged {
  readonly version: number;
  readonly rowCount: number;
  readonly matched: number;
  /** The rows at these places of the order. */
  readonly slice: (from: number, to: number) => number[];
  /** The place of one of these rows. */
  readonly placeOf: (row: number) => number;
}

/** What a page last asked for, and when (performance.now). */
interface Shown {
  readonly filter: string;
  readonly rows: readonly number[];
  readonly at: number;
}

/** How many selections are kept: pages that look at one table through different filters. */
const KEPT_SELECTIONS = 4;
/** Rows that nobody asked for within this time are no longer taken to be on a screen, milliseconds. */
const SHOWN_MS = 3000;

/**
 * Answers questions about one flow table: filter, sort, and the rows of one screen. Nothing is kept in order between
 * two questions: finding the rows of one screen costs a few passes over the columns.
 */
export class FlowQueries {
  readonly #table: FlowTable;
  readonly #selections = new Map<string, Selection>();
  readonly #shown = new Map<string, Shown>();

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /**
   * One screen of rows, found in pauses; what changes meanwhile may not be in it, and the version says since when. Errors: `invalid` for
   * a filter that does not parse.
   */
  *page({ filter, sort, offset, limit, held }: Query): Generator<undefined, Page> {
    const startedAt = performance.now();
    const shownBy = JSON.stringify([filter, sort, offset]);
    const arranged = yield* this.#arranged(filter, sort);
    const { version, rowCount, matched, slice } = arranged;
    let from = Math.min(offset, rowCount);
    let shown = slice(from, from + limit);
    const moved = held === undefined ? 0 : this.#movedOut(held, shown, arranged);
    if (moved !== 0) {
      from = Math.max(0, Math.min(offset + moved, rowCount - 1));
      shown = slice(from, from + limit);
    }
    this.#shown.delete(shownBy);
    this.#shown.set(shownBy, { filter, rows: shown, at: performance.now() });
    return {
      version,
      total: this.#table.flows,
      matched,
      rowCount,
      tookMs: performance.now() - startedAt,
      clock: this.#table.clock.date(),
      offset: from,
      rows: shown.map((row) => rowOf(this.#table, row)),
    };
  }

  /**
   * The lives of all flows that match, in order, found in pauses: each matched, and had its place, as it was at some moment while this
   * ran. Errors: `invalid` for a filter that does not parse.
   */
  *lives(filter: string, sort: readonly SortKey[]): Generator<undefined, Lives> {
    const lives = new Lives(this.#table.flows);
    const copy = new SortCopy(this.#keys(sort), this.#table.flows);
    yield* matchingRows(this.#table, filterFrom(filter), (row, segment, at) => {
      lives.addRow(this.#table, row);
      copy.add(segment, at);
    });
    return sort.length === 0 ? lives : yield* lives.inOrder(yield* copy.order());
  }

  /** Adds the flows of a sweep to lives: see {@link addSwept}. Errors: `invalid` for a filter that does not parse. */
  addSwept(lives: Lives, { filter, sort, from, to }: Sweep): Generator<undefined, boolean> {
    return addSwept(lives, this.#table, filterFrom(filter), this.#keys(sort), from, to);
  }

  /** Rows with a flow that pages have lately asked for, those asked for last first. */
  shownRows(): number[] {
    const rows = new Set(this.#stillShown().flatMap((shown) => shown.rows));
    const word = (row: number, column: number) => this.#table.word(row, column);
    return [...rows].filter((row) => word(row, Row.KIND) !== 0 && word(row, GONE_AT) === 0);
  }

  /** The part of the table that pages look at, as far as the kernel can pick it out; null for the whole. */
  shownPart(): TablePart | null {
    const [filter, ...others] = new Set(this.#stillShown().map((shown) => shown.filter));
    return filter !== undefined && others.length === 0 ? kernelFilter(filterFrom(filter)) : null;
  }

  /** Whether what pages look at may change merely because time passes. */
  isTimeShown(): boolean {
    return this.#stillShown().some(({ filter }) => movesWithTime(filterFrom(filter)));
  }

  #stillShown(): Shown[] {
    const now = performance.now();
    for (const [key, { at }] of this.#shown) if (now - at > SHOWN_MS) this.#shown.delete(key);
    return [...this.#shown.values()].reverse();
  }

  /** By how many rows the flows of a place moved together, if none of them is among the rows to be shown. */
  #movedOut({ row: place, flows }: HeldPlace, shown: readonly number[], arranged: Arranged): number {
    const lives = new Lives();
    for (const flow of flows) lives.add(flow);
    const found = flows.flatMap((_, index) => {
      const row = lives.rowOf(index, this.#table);
      return row === -1 ? [] : [{ row, before: place + index }];
    });
    if (found.length === 0 || found.some(({ row }) => shown.includes(row))) return 0;
    return moveOf(found.map(({ row, before }) => arranged.placeOf(row) - before));
  }

  #keys(sort: readonly SortKey[]): RankKey[] {
    return sort.flatMap(({ column, descending }) =>
      sortWords(column, this.#table).map((word) => ({ word, descending })),
    );
  }

  *#arranged(filter: string, sort: readonly SortKey[]): Generator<undefined, Arranged> {
    const { version, flows, rows, segments } = this.#table;
    if (filter === '' && sort.length === 0) {
      return {
        ...{ version, rowCount: rows.count, matched: flows },
        slice: (from, to) => rows.slice(segments, from, to),
        placeOf: (row) => rows.placeOf(segments, row),
      };
    }
    const selection = this.#selection(filter);
    yield* selection.find();
    const selected = selection.list();
    return {
      ...{ version: selection.version, rowCount: selected.rows.length, matched: selected.matched },
      slice: (from, to) => rowsAtRanks(segments, selected.rows, this.#keys(sort), from, to),
      placeOf: (row) => rankOf(segments, selected.rows, this.#keys(sort), row),
    };
  }

  /** The selection of a filter: one that is true or is being found, or a new one. */
  #selection(filter: string): Selection {
    const known = this.#selections.get(filter);
    const selection = known?.isOfUse ? known : new Selection(this.#table, filterFrom(filter));
    this.#selections.delete(filter);
    this.#selections.set(filter, selection);
    for (const oldest of this.#selections.keys()) {
      if (this.#selections.size <= KEPT_SELECTIONS) break;
      this.#selections.delete(oldest);
    }
    return selection;
  }
}

/** Reads a filter. Errors: `invalid` when it does not parse. */
export function filterFrom(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { position, length, message } = parsed.error;
  throw new InspectorError({
    code: 'invalid',
    operation: 'filter flows',
    message,
    subject: text.slice(position, position + Math.max(1, length)),
  });
}
