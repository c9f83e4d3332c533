import type { CallInput, CallOutput, SortKey } from '../../shared/contract.ts';
import { InspectorError } from '../../shared/errors.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, GONE_AT, ROW_MASK, SEGMENT_ROWS, SEGMENT_SHIFT } from './columns.ts';
import { compileFilter } from './compile-filter.ts';
import type { FlowTable } from './flow-table.ts';
import { sortByWord } from './radix-sort.ts';
import { rowOf } from './read-row.ts';
import { type SortWord, sortWords } from './sort-keys.ts';

type Query = Omit<CallInput<'flows.query'>, 'targetId'>;
type Page = CallOutput<'flows.query'>;

/** A filtered and sorted view of the table, as row numbers; ghosts are among the rows but not among the matched. */
interface Order {
  readonly version: number;
  readonly rows: Uint32Array;
  readonly matched: number;
  readonly madeAt: number;
  readonly tookMs: number;
}

/** How many orders are kept: pages that look at one table through different filters. */
const KEPT_ORDERS = 4;
/** An order that took long to make is used again while it is younger than this many times that long. */
const REUSE_FACTOR = 4;
/** Rows that nobody asked for within this time are no longer taken to be on a screen, milliseconds. */
const SHOWN_MS = 3000;

/** Answers questions about one flow table: filter, sort, and the rows of one screen. */
export class FlowQueries {
  readonly #table: FlowTable;
  readonly #orders = new Map<string, Order>();
  readonly #shown = new Map<string, { readonly rows: Uint32Array; readonly at: number }>();

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** One screen of rows. Errors: `invalid` for a filter that does not parse. */
  page(query: Query): Page {
    const startedAt = performance.now();
    const key = JSON.stringify([query.filter, query.sort]);
    const order = this.#order(key, query);
    const offset = Math.min(query.offset, order.rows.length);
    const shown = order.rows.slice(offset, offset + query.limit);
    this.#remember(key, shown);
    // A row may have been freed since an order that is used again was made.
    const rows = [...shown]
      .filter((row) => this.#table.word(row, Row.KIND) !== 0)
      .map((row) => rowOf(this.#table, row));
    return {
      version: order.version,
      total: this.#table.flows,
      matched: order.matched,
      tookMs: performance.now() - startedAt,
      offset,
      rows,
    };
  }

  /** Rows that pages have lately asked for. */
  shownRows(): number[] {
    const now = performance.now();
    for (const [key, { at }] of this.#shown) if (now - at > SHOWN_MS) this.#shown.delete(key);
    const rows = new Set([...this.#shown.values()].flatMap((shown) => [...shown.rows]));
    return [...rows].filter((row) => this.#table.word(row, Row.KIND) !== 0);
  }

  #remember(key: string, rows: Uint32Array): void {
    this.#shown.delete(key);
    this.#shown.set(key, { rows, at: performance.now() });
  }

  #order(key: string, query: Query): Order {
    const known = this.#orders.get(key);
    const now = performance.now();
    if (known && (known.version === this.#table.version || now - known.madeAt < known.tookMs * REUSE_FACTOR))
      return known;
    const { rows, matched } = this.#select(query.filter);
    const sorted = this.#sort(rows, query.sort);
    const tookMs = performance.now() - now;
    const order = { version: this.#table.version, rows: sorted, matched, madeAt: performance.now(), tookMs };
    this.#orders.delete(key);
    this.#orders.set(key, order);
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= KEPT_ORDERS) break;
      this.#orders.delete(oldest);
    }
    return order;
  }

  #select(text: string): { rows: Uint32Array; matched: number } {
    const parsed = parseFilter(text);
    if (!parsed.ok) {
      throw new InspectorError({
        code: 'invalid',
        operation: 'filter flows',
        message: parsed.error.message,
        subject: text.slice(parsed.error.position, parsed.error.position + Math.max(1, parsed.error.length)),
      });
    }
    const table = this.#table;
    const select = compileFilter(parsed.filter, table);
    const rows = new Uint32Array(table.rowsUsed);
    let count = 0;
    let matched = 0;
    table.segments.forEach((segment, number) => {
      const used = Math.min(SEGMENT_ROWS, table.rowsUsed - number * SEGMENT_ROWS);
      const isSelected = select(segment, used);
      for (let at = 0; at < used; at++) {
        if (segment[Row.KIND * COLUMN_STRIDE + at] === 0 || !isSelected[at]) continue;
        rows[count++] = number * SEGMENT_ROWS + at;
        if (segment[GONE_AT * COLUMN_STRIDE + at] === 0) matched++;
      }
    });
    return { rows: rows.subarray(0, count), matched };
  }

  #sort(rows: Uint32Array, sort: readonly SortKey[]): Uint32Array {
    const words = sort.flatMap(({ column, descending }) =>
      sortWords(column, this.#table).map((word) => ({ word, flip: descending ? 0xffff_ffff : 0 })),
    );
    const keys = new Uint32Array(rows.length);
    const spareRows = new Uint32Array(rows.length);
    const spareKeys = new Uint32Array(rows.length);
    let sorted = rows;
    for (const { word, flip } of words.reverse()) {
      this.#readKeys(sorted, word, flip, keys);
      const spare = sorted === rows ? spareRows : rows;
      sorted = sortByWord(sorted, keys, spare, spareKeys);
    }
    return sorted;
  }

  #readKeys(rows: Uint32Array, word: SortWord, flip: number, keys: Uint32Array): void {
    const { segments } = this.#table;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0;
      const segment = segments[row >>> SEGMENT_SHIFT];
      if (segment) keys[index] = word(segment, row & ROW_MASK) ^ flip;
    }
  }
}
