import type { RankKey } from './rank-select.ts';
import type { SortWord } from './sort-keys.ts';

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
/** So many rows are counted or dealt out between two pauses. */
const PAUSE_ROWS = 1 << 14;

/** What rows are sorted by, as it was when each was added: it may change while all are put in order, which takes pauses. */
export class SortCopy {
  readonly #columns: readonly Column[];
  #count = 0;

  /** `keys`: the most significant first. `expected`: how many rows there may be; for more it has to grow, which takes its time. */
  constructor(keys: readonly RankKey[], expected: number) {
    this.#columns = keys.map((key) => new Column(key, expected));
  }

  /** Adds a row: `at` is its place in its segment. */
  add(segment: Uint32Array, at: number): void {
    for (const column of this.#columns) column.add(segment, at);
    this.#count++;
  }

  /**
   * The numbers of the rows, in the order in which they were added, put in order; equal ones stay as they were added. Deals all out by
   * 16 bits at a time, the least significant first, so that the cost is a few passes over what was copied.
   */
  *order(): Generator<undefined, Uint32Array> {
    let order = new Uint32Array(this.#count);
    for (let index = 0; index < order.length; index++) order[index] = index;
    let spare = new Uint32Array(this.#count);
    for (const column of this.#columns.toReversed()) {
      for (let shift = 0; shift < column.bits; shift += DIGIT_BITS) {
        const starts = yield* column.starts(shift, this.#count);
        if (starts === null) continue;
        yield* column.deal(shift, starts, order, spare);
        [order, spare] = [spare, order];
      }
    }
    return order;
  }
}

/** One word of each row. */
class Column {
  readonly bits: number;
  readonly #read: SortWord['read'];
  /** Turns the order round where larger values come first. */
  readonly #flip: number;
  #words: Uint32Array;
  #count = 0;

  constructor({ word: { bits, read }, descending }: RankKey, expected: number) {
    this.#words = new Uint32Array(Math.max(16, expected));
    this.bits = bits;
    this.#read = read;
    this.#flip = descending ? 0xffff_ffff : 0;
  }

  add(segment: Uint32Array, at: number): void {
    if (this.#count === this.#words.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.#count++] = this.#read(segment, at) ^ this.#flip;
  }

  /** At which place the first row with each value of 16 bits comes; null when all rows have the same. */
  *starts(shift: number, count: number): Generator<undefined, Uint32Array | null> {
    const words = this.#words;
    const starts = new Uint32Array(DIGITS);
    for (let index = 0; index < count; index++) {
      if (index % PAUSE_ROWS === 0) yield;
      const digit = ((words[index] ?? 0) >>> shift) & (DIGITS - 1);
      starts[digit] = (starts[digit] ?? 0) + 1;
    }
    if (starts[((words[0] ?? 0) >>> shift) & (DIGITS - 1)] === count) return null;
    let start = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const rows = starts[digit] ?? 0;
      starts[digit] = start;
      start += rows;
    }
    return starts;
  }

  /** Puts each row at the next place of its value. */
  *deal(shift: number, places: Uint32Array, from: Uint32Array, to: Uint32Array): Generator<undefined, void> {
    const words = this.#words;
    for (let index = 0; index < from.length; index++) {
      if (index % PAUSE_ROWS === 0) yield;
      const row = from[index] ?? 0;
      const digit = ((words[row] ?? 0) >>> shift) & (DIGITS - 1);
      const place = places[digit] ?? 0;
      places[digit] = place + 1;
      to[place] = row;
    }
  }
}
