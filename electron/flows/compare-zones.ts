import * as Row from '../../shared/flow-record.ts';
import { zonesOfFlow } from '../../shared/zone.ts';
import type { ComparedFlow, ZoneComparison } from '../../shared/zone-usage.ts';
import { GONE_AT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { hashIdentity } from './tuple-index.ts';

/** So many rows are worked on between two pauses. */
const PAUSE_ROWS = 1 << 14;
/** So many flows of each kind are answered. */
const SHOWN = 100;

/**
 * Compares the flows of two zones by protocol and original tuple. Pauses every now and then; what changes meanwhile is
 * compared as it is when its turn comes.
 */
export function* compareZones(table: FlowTable, a: number, b: number): Generator<undefined, ZoneComparison> {
  const [rowsOfA, rowsOfB] = yield* collectRows(table, a, b);
  const inB = new RowsByTuple(table, rowsOfB.length);
  for (const [index, row] of rowsOfB.entries()) {
    if (index % PAUSE_ROWS === PAUSE_ROWS - 1) yield undefined;
    if (isIn(table, row, b)) inB.add(row);
  }
  const onlyA = new Found(table);
  const both = new Found(table);
  const matched = new Uint8Array(table.rowsUsed);
  for (const [index, row] of rowsOfA.entries()) {
    if (index % PAUSE_ROWS === PAUSE_ROWS - 1) yield undefined;
    if (!isIn(table, row, a)) continue;
    const other = inB.find(row);
    if (other === -1) onlyA.add(row, -1);
    else {
      both.add(row, other);
      matched[other] = 1;
    }
  }
  const onlyB = new Found(table);
  for (const [index, row] of rowsOfB.entries()) {
    if (index % PAUSE_ROWS === PAUSE_ROWS - 1) yield undefined;
    if (isIn(table, row, b) && matched[inB.find(row)] !== 1) onlyB.add(-1, row);
  }
  return { onlyA: onlyA.result(), onlyB: onlyB.result(), both: both.result() };
}

function* collectRows(table: FlowTable, a: number, b: number): Generator<undefined, [number[], number[]]> {
  const rowsOfA: number[] = [];
  const rowsOfB: number[] = [];
  for (let row = 0; row < table.rowsUsed; row++) {
    if (row % PAUSE_ROWS === PAUSE_ROWS - 1) yield undefined;
    if (isIn(table, row, a)) rowsOfA.push(row);
    if (isIn(table, row, b)) rowsOfB.push(row);
  }
  return [rowsOfA, rowsOfB];
}

function isIn(table: FlowTable, row: number, zone: number): boolean {
  const zones = zonesOfFlow(table.word(row, Row.ZONES));
  if (zones >>> 16 !== zone && (zones & 0xffff) !== zone) return false;
  return table.word(row, Row.KIND) !== 0 && table.word(row, GONE_AT) === 0;
}

/** Flows of one kind: how many, and the first of them. */
class Found {
  readonly #table: FlowTable;
  readonly #flows: ComparedFlow[] = [];
  #count = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Takes a row of either zone; -1 for none. */
  add(a: number, b: number): void {
    this.#count++;
    if (this.#flows.length < SHOWN) this.#flows.push({ a: this.#flow(a), b: this.#flow(b) });
  }

  result(): ZoneComparison['both'] {
    return { count: this.#count, flows: this.#flows };
  }

  #flow(row: number): ComparedFlow['a'] {
    return row === -1 ? null : rowOf(this.#table, row).flow;
  }
}

/** Finds rows by what they share with flows of other zones: open addressing, a slot holds the row number plus one. */
class RowsByTuple {
  readonly #table: FlowTable;
  readonly #slots: Uint32Array;
  readonly #identity = new Uint32Array(Row.IDENTITY_WORDS);

  constructor(table: FlowTable, most: number) {
    this.#table = table;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, most) * 2)));
  }

  /** Adds a row unless there is one with its tuple. */
  add(row: number): void {
    const slot = this.#slotOf(row);
    if (this.#slots[slot] === 0) this.#slots[slot] = row + 1;
  }

  /** The row with the tuple of another one; -1 when there is none. */
  find(row: number): number {
    return (this.#slots[this.#slotOf(row)] ?? 0) - 1;
  }

  #slotOf(row: number): number {
    const identity = this.#identity;
    for (let word = 0; word < Row.IDENTITY_WORDS; word++) identity[word] = this.#table.word(row, word);
    identity[Row.ZONES] = 0;
    const mask = this.#slots.length - 1;
    let slot = hashIdentity(identity) & mask;
    while (this.#slots[slot] !== 0 && !this.#isSame((this.#slots[slot] ?? 0) - 1)) slot = (slot + 1) & mask;
    return slot;
  }

  #isSame(row: number): boolean {
    for (let word = 0; word < Row.IDENTITY_WORDS; word++) {
      if (word !== Row.ZONES && this.#table.word(row, word) !== this.#identity[word]) return false;
    }
    return true;
  }
}
