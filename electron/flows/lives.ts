import type { FlowRef } from '../../shared/flow.ts';
import { LIFE_HAS_L4, LIFE_ID, LIFE_WORDS, lifeOf, refOfLife, writeLife } from '../../shared/flow-life.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, ROW_MASK, SEGMENT_SHIFT } from './columns.ts';
import type { FlowTable } from './flow-table.ts';

/** So many lives are moved between two pauses. */
export const PAUSE_LIVES = 1 << 13;

/** Lives of flows, one after the other in one array: 48 bytes each. */
export class Lives {
  #words: Uint32Array;
  #count = 0;

  /** `expected`: how many there may be; for more it has to grow, which takes its time. Room that is not used takes no memory. */
  constructor(expected = 0) {
    this.#words = new Uint32Array(LIFE_WORDS * Math.max(16, expected));
  }

  get count(): number {
    return this.#count;
  }

  /** Life number i begins at `i * LIFE_WORDS`. Another array after the next addition. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** One of them as the flow it is. */
  ref(index: number): FlowRef {
    return refOfLife(this.#words, index * LIFE_WORDS);
  }

  /** The id of one of them. */
  id(index: number): number {
    return this.#words[index * LIFE_WORDS + LIFE_ID] ?? 0;
  }

  /** Whether one of them is a life of the flow in a record. */
  hasIdentity(index: number, record: Uint32Array): boolean {
    const at = index * LIFE_WORDS;
    for (let word = 0; word < Row.IDENTITY_WORDS; word++) {
      const own = (this.#words[at + word] ?? 0) & (word === Row.KIND ? ~LIFE_HAS_L4 : ~0);
      if (own >>> 0 !== record[word]) return false;
    }
    return true;
  }

  /** Whether one of them is the life that begins at `from` of some words. */
  isSame(index: number, words: Uint32Array, from = 0): boolean {
    const at = index * LIFE_WORDS;
    for (let word = 0; word < LIFE_WORDS; word++) {
      const mask = word === Row.KIND ? ~LIFE_HAS_L4 : ~0;
      if ((((this.#words[at + word] ?? 0) ^ (words[from + word] ?? 0)) & mask) !== 0) return false;
    }
    return true;
  }

  add(ref: FlowRef): void {
    const at = this.#grow();
    writeLife(ref, this.#words, at);
  }

  /** Adds the life that a row of the table holds. */
  addRow({ segments }: FlowTable, row: number): void {
    const segment = segments[row >>> SEGMENT_SHIFT];
    if (!segment) throw new RangeError(`row ${row} is outside the table`);
    const at = this.#grow();
    const words = this.#words;
    let place = row & ROW_MASK;
    const hasL4 = (segment[Row.PRESENT * COLUMN_STRIDE + place] ?? 0) & Present.l4;
    words[at + LIFE_ID] = segment[Row.ID * COLUMN_STRIDE + place] ?? 0;
    for (let word = 0; word < Row.IDENTITY_WORDS; word++, place += COLUMN_STRIDE) {
      words[at + word] = segment[place] ?? 0;
    }
    if (hasL4 !== 0) words[at + Row.KIND] = (words[at + Row.KIND] ?? 0) | LIFE_HAS_L4;
  }

  /** Adds the life that begins at `from` of some words. */
  addWords(words: Uint32Array, from: number): void {
    const at = this.#grow();
    for (let word = 0; word < LIFE_WORDS; word++) this.#words[at + word] = words[from + word] ?? 0;
  }

  /** Makes room for so many more at once. */
  makeRoom(more: number): void {
    const needed = (this.#count + more) * LIFE_WORDS;
    if (needed <= this.#words.length) return;
    const larger = new Uint32Array(needed);
    larger.set(this.#words);
    this.#words = larger;
  }

  /** Adds lives of others but for some, in pauses. */
  *addFrom(others: Lives, without: readonly FlowRef[]): Generator<undefined, void> {
    this.makeRoom(others.count);
    const ids = new Set(without.map(({ id }) => id));
    const excepted = without.map(lifeOf);
    for (let index = 0; index < others.count; index++) {
      if (index % PAUSE_LIVES === 0) yield;
      const isOut = ids.has(others.id(index)) && excepted.some((life) => others.isSame(index, life));
      if (!isOut) this.addWords(others.words, index * LIFE_WORDS);
    }
  }

  /** The same lives in another order, which names each by its number here. Pauses every now and then. */
  *inOrder(order: Uint32Array): Generator<undefined, Lives> {
    const lives = new Lives(order.length);
    const words = lives.#words;
    for (let index = 0; index < order.length; index++) {
      if (index % PAUSE_LIVES === 0) yield;
      const from = (order[index] ?? 0) * LIFE_WORDS;
      for (let word = 0; word < LIFE_WORDS; word++)
        words[index * LIFE_WORDS + word] = this.#words[from + word] ?? 0;
    }
    lives.#count = order.length;
    return lives;
  }

  /** The row that holds this very life; -1 when it has ended, as far as the table knows. */
  rowOf(index: number, table: FlowTable): number {
    this.writeIdentity(index, table.record);
    const row = table.findLive();
    return row !== -1 && table.word(row, Row.ID) === this.#words[index * LIFE_WORDS + LIFE_ID] ? row : -1;
  }

  /** Writes the identity and id of one of them to a record. */
  writeIdentity(index: number, record: Uint32Array): void {
    const at = index * LIFE_WORDS;
    record.set(this.#words.subarray(at, at + Row.IDENTITY_WORDS));
    record[Row.KIND] = (record[Row.KIND] ?? 0) & ~LIFE_HAS_L4;
    record[Row.ID] = this.#words[at + LIFE_ID] ?? 0;
  }

  #grow(): number {
    const at = this.#count * LIFE_WORDS;
    if (at === this.#words.length) this.makeRoom(this.#count);
    this.#count++;
    return at;
  }
}
