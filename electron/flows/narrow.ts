import { COLUMN_STRIDE, SEGMENT_ROWS } from './columns.ts';

/** Words of a bitmap that has one bit for each row of a segment, the lowest bit for the first row of 32. */
export const MATCH_WORDS = SEGMENT_ROWS / 32;

/**
 * Clears the bits of those rows of a segment that do not meet a condition; never sets one. Only rows whose bits are in words `from`
 * to before `to` are looked at.
 */
export type Narrow = (segment: Uint32Array, matches: Uint32Array, from: number, to: number) => void;

/** Whether one row of a segment meets a condition. */
export type RowTest = (segment: Uint32Array, row: number) => boolean;

/** A number within the words of a row: `(word >>> shift) & mask`. */
export interface Place {
  readonly column: number;
  readonly shift: number;
  readonly mask: number;
}

/** Keeps every row. */
export const everything: Narrow = () => undefined;

/** Keeps no row. */
export const nothing: Narrow = (_segment, matches, from, to) => {
  matches.fill(0, from, to);
};

/** Keeps rows whose number at a place is from `low` to `high`, both included. */
export function between({ column, shift, mask }: Place, low: number, high: number): Narrow {
  const start = low | 0;
  const range = (high - low) | 0;
  return (segment, matches, from, to) => {
    for (let index = from, at = column * COLUMN_STRIDE + from * 32; index < to; index++, at += 32) {
      const candidates = matches[index] ?? 0;
      if (candidates === 0) continue;
      let missed = 0;
      for (let bit = 0; bit < 32; bit++) {
        const offset = ((((segment[at + bit] ?? 0) >>> shift) & mask) - start) | 0;
        // The borrow of the unsigned `range - offset`: 1 outside. A branch would be guessed wrong too often.
        missed |= (((~range & offset) | ((~range | offset) & (range - offset))) >>> 31) << bit;
      }
      matches[index] = candidates & ~missed;
    }
  };
}

/** Keeps rows for whose number at a place the table holds a 1. */
export function listed({ column, shift, mask }: Place, table: Uint8Array): Narrow {
  return (segment, matches, from, to) => {
    for (let index = from, at = column * COLUMN_STRIDE + from * 32; index < to; index++, at += 32) {
      const candidates = matches[index] ?? 0;
      if (candidates === 0) continue;
      let kept = 0;
      for (let bit = 0; bit < 32; bit++) {
        kept |= (table[((segment[at + bit] ?? 0) >>> shift) & mask] ?? 0) << bit;
      }
      matches[index] = candidates & kept;
    }
  };
}

/** Keeps rows that pass a test; slower than the two above by the call for each row. */
export function where(test: RowTest): Narrow {
  return (segment, matches, from, to) => {
    for (let index = from; index < to; index++) {
      let candidates = matches[index] ?? 0;
      let kept = 0;
      while (candidates !== 0) {
        const lowest = candidates & -candidates;
        if (test(segment, index * 32 + 31 - Math.clz32(lowest))) kept |= lowest;
        candidates ^= lowest;
      }
      matches[index] = kept;
    }
  };
}

/** Keeps rows that every term keeps. */
export function allOf(...terms: readonly Narrow[]): Narrow {
  return (segment, matches, from, to) => {
    for (const term of terms) term(segment, matches, from, to);
  };
}

/** Keeps rows that at least one term keeps; later terms look only at rows that earlier ones did not. */
export function anyOf(...terms: readonly Narrow[]): Narrow {
  const [only, ...others] = terms;
  if (only === undefined) return nothing;
  if (others.length === 0) return only;
  return (segment, matches, from, to) => {
    const missed = borrow(matches, from, to);
    for (const term of terms) {
      const kept = borrow(missed, from, to);
      term(segment, kept, from, to);
      remove(missed, kept, from, to);
      giveBack(kept);
    }
    remove(matches, missed, from, to);
    giveBack(missed);
  };
}

/** Keeps rows that have a value at all and fit, or with `among` false, have one that does not fit. */
export function amongOrNot(among: boolean, given: Narrow, fits: Narrow): Narrow {
  return among ? allOf(fits, given) : allOf(given, noneOf(fits));
}

/** Keeps rows that the term does not keep. */
export function noneOf(term: Narrow): Narrow {
  return (segment, matches, from, to) => {
    const kept = borrow(matches, from, to);
    term(segment, kept, from, to);
    remove(matches, kept, from, to);
    giveBack(kept);
  };
}

function remove(matches: Uint32Array, rows: Uint32Array, from: number, to: number): void {
  for (let index = from; index < to; index++) matches[index] = (matches[index] ?? 0) & ~(rows[index] ?? 0);
}

/** Bitmaps for intermediate results; as many as conditions are nested, however long the filter. */
const spare: Uint32Array[] = [];

/** One in which words `from` to before `to` are as in another. */
function borrow(copyOf: Uint32Array, from: number, to: number): Uint32Array {
  const bitmap = spare.pop() ?? new Uint32Array(MATCH_WORDS);
  for (let index = from; index < to; index++) bitmap[index] = copyOf[index] ?? 0;
  return bitmap;
}

function giveBack(bitmap: Uint32Array): void {
  spare.push(bitmap);
}
