import type { Filter } from '../../shared/filter/ast.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, GONE_AT, ROW_MASK, SEGMENT_ROWS, SEGMENT_SHIFT } from './columns.ts';
import { compileFilter } from './compile-filter.ts';
import type { FlowTable } from './flow-table.ts';
import { MATCH_WORDS } from './narrow.ts';

/** Rows of a selection, ascending, as of one version of the table. */
export interface List {
  readonly version: number;
  readonly rows: Uint32Array;
  /** How many of them hold a flow that has not gone. */
  readonly matched: number;
}

/** The rows of one list, which is done with when the next is made. Kept, because new memory costs more than the listing. */
let memory = new Uint32Array(0);
let inMemory: List | null = null;

/**
 * The rows of a table whose flows match a filter, found in one pass with pauses: each matched as it was at some moment of the pass. A
 * row that another flow gets meanwhile is none of them; flows that come during the pass may be missed.
 */
export class Selection {
  /** The table's when the pass began: what changed since may not be in it. */
  readonly version: number;
  readonly #table: FlowTable;
  readonly #pass: Generator<undefined, void>;
  /** One bitmap for each segment that was looked at. */
  readonly #matches: Uint32Array[] = [];
  #isFound = false;
  #askers = 0;
  #list: List | null = null;

  constructor(table: FlowTable, filter: Filter) {
    this.version = table.version;
    this.#table = table;
    this.#pass = this.#look(filter);
  }

  /** Whether it answers a question that is asked now as well as a new pass would, or sooner. */
  get isOfUse(): boolean {
    return this.version === this.#table.version || (this.#askers > 0 && !this.#isFound);
  }

  /** Goes on with the pass to its end, together with all others who do. */
  *find(): Generator<undefined, void> {
    if (this.#askers++ === 0) this.#table.useWatchers.add(this.#forget);
    try {
      while (!this.#pass.next().done) yield;
    } finally {
      if (--this.#askers === 0) this.#table.useWatchers.delete(this.#forget);
    }
  }

  /** Lists the rows. To be called as soon as they are found; good until the next list, of whatever selection. */
  list(): List {
    const { version, segments, hasGhosts } = this.#table;
    if (this.#list?.version === version && this.#list === inMemory) return this.#list;
    const room = this.#matches.length * SEGMENT_ROWS;
    if (memory.length < room) memory = new Uint32Array(room);
    const rows = memory;
    let count = 0;
    let ghosts = 0;
    for (const [number, matches] of this.#matches.entries()) {
      const segment = segments[number];
      if (segment === undefined) continue;
      for (let word = 0; word < MATCH_WORDS; word++) {
        for (let bits = matches[word] ?? 0; bits !== 0; bits &= bits - 1) {
          const at = (word << 5) + 31 - Math.clz32(bits & -bits);
          if (segment[Row.KIND * COLUMN_STRIDE + at] === 0) continue;
          rows[count++] = (number << SEGMENT_SHIFT) + at;
          if (hasGhosts && segment[GONE_AT * COLUMN_STRIDE + at] !== 0) ghosts++;
        }
      }
    }
    this.#list = { version, rows: rows.subarray(0, count), matched: count - ghosts };
    inMemory = this.#list;
    return this.#list;
  }

  *#look(filter: Filter): Generator<undefined, void> {
    const { segments, rowsUsed, filterBasis } = this.#table;
    const select = compileFilter(filter, filterBasis);
    for (let first = 0; first < rowsUsed; first += SEGMENT_ROWS) {
      const segment = segments[first >>> SEGMENT_SHIFT];
      if (segment === undefined) break;
      const matches = new Uint32Array(MATCH_WORDS);
      this.#matches.push(matches);
      for (const _ of select(segment, Math.min(SEGMENT_ROWS, rowsUsed - first), matches)) yield;
    }
    this.#isFound = true;
  }

  readonly #forget = (row: number): void => {
    const matches = this.#matches[row >>> SEGMENT_SHIFT];
    const at = row & ROW_MASK;
    if (matches) matches[at >>> 5] = (matches[at >>> 5] ?? 0) & ~(1 << (at & 31));
  };
}
