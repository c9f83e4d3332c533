import { COLUMN_STRIDE, ROW_MASK, SEGMENT_ROWS, SEGMENT_SHIFT } from './columns.ts';
import type { SortWord } from './sort-keys.ts';

/** One word to sort by, and whether larger values come first. */
export interface RankKey {
  readonly word: SortWord;
  readonly descending: boolean;
}

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
/** So few rows are sorted by comparing them. */
const FEW_ROWS = 2048;

/**
 * The rows that would stand at places `from` to `to` (excluded) if all were sorted by `keys`, the most significant
 * first; rows that are equal stand in the order given. `rows` must ascend.
 *
 * Only what is asked for is put in order: each step counts how many rows share each value of the next 16 bits and goes
 * on with those values that reach into the wanted places. The cost is a few passes over the rows, for the first screen
 * as for the last, and nothing has to be kept between two questions.
 */
export function rowsAtRanks(
  segments: readonly Uint32Array[],
  rows: Uint32Array,
  keys: readonly RankKey[],
  from: number,
  to: number,
): number[] {
  const found: number[] = [];
  const levels = keys.flatMap((key) =>
    Array.from({ length: key.word.bits / DIGIT_BITS }, (_, digit) => ({
      key,
      shift: key.word.bits - DIGIT_BITS * (digit + 1),
    })),
  );

  function collect(candidates: Uint32Array, level: number, low: number, high: number): void {
    if (low >= high) return;
    const next = levels[level];
    if (next === undefined) {
      for (let index = low; index < high; index++) found.push(candidates[index] ?? 0);
    } else if (candidates.length <= FEW_ROWS) {
      found.push(...sortFew(segments, candidates, keys).slice(low, high));
    } else {
      descend(candidates, next, level, low, high);
    }
  }

  function descend(candidates: Uint32Array, digit: Digit, level: number, low: number, high: number): void {
    const digits = readDigits(segments, candidates, digit);
    const counts = countDigits(digits);
    if (counts[digits[0] ?? 0] === candidates.length) {
      collect(candidates, level + 1, low, high);
      return;
    }
    const isLast = level + 1 === levels.length;
    const groups = wantedGroups(counts, low, high, isLast);
    const [only, ...others] = groups;
    if (only !== undefined && others.length === 0) pick(candidates, digits, only);
    else deal(candidates, digits, groups);
    for (const { rows, start } of groups) {
      collect(rows, level + 1, Math.max(0, low - start), Math.min(rows.length, high - start));
    }
  }

  collect(rows, 0, from, Math.min(to, rows.length));
  return found;
}

/** The place at which `rowsAtRanks` finds one of the rows: a pass for each word that does not tell it from all others. */
export function rankOf(
  segments: readonly Uint32Array[],
  rows: Uint32Array,
  keys: readonly RankKey[],
  one: number,
): number {
  let rank = 0;
  let equals = rows;
  for (const { word, descending } of keys) {
    const flip = descending ? 0xffff_ffff : 0;
    const own = segments[one >>> SEGMENT_SHIFT];
    const value = own === undefined ? 0 : (word.read(own, one & ROW_MASK) ^ flip) >>> 0;
    // Those that are equal so far are put where they were read from.
    const left = equals === rows ? new Uint32Array(rows.length) : equals;
    let count = 0;
    for (let from = 0; from < equals.length; ) {
      const number = (equals[from] ?? 0) >>> SEGMENT_SHIFT;
      const segment = segments[number];
      const to = firstOutside(equals, from, (number + 1) * SEGMENT_ROWS);
      if (segment === undefined) throw new RangeError('a row outside the table');
      for (; from < to; from++) {
        const row = equals[from] ?? 0;
        const other = (word.read(segment, row & ROW_MASK) ^ flip) >>> 0;
        if (other < value) rank++;
        else if (other === value) left[count++] = row;
      }
    }
    equals = left.subarray(0, count);
  }
  const place = equals.indexOf(one);
  return rank + Math.max(0, place);
}

/** 16 bits of a key, from bit `shift` on. */
interface Digit {
  readonly key: RankKey;
  readonly shift: number;
}

/** Rows with one value of a digit; `start` is the rank of the first. */
interface Group {
  readonly digit: number;
  readonly start: number;
  readonly rows: Uint32Array;
}

/** How many rows have each digit. Neighbours often have the same: those are counted in a register. */
function countDigits(digits: Uint16Array): Uint32Array {
  const counts = new Uint32Array(DIGITS);
  let last = digits[0] ?? 0;
  let run = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits[index] ?? 0;
    if (digit === last) {
      run++;
      continue;
    }
    counts[last] = (counts[last] ?? 0) + run;
    last = digit;
    run = 1;
  }
  counts[last] = (counts[last] ?? 0) + run;
  return counts;
}

/** As `deal` for a single group. */
function pick(candidates: Uint32Array, digits: Uint16Array, { digit, rows }: Group): void {
  let filled = 0;
  for (let index = 0; filled < rows.length; index++) {
    if (digits[index] === digit) rows[filled++] = candidates[index] ?? 0;
  }
}

function wantedGroups(counts: Uint32Array, low: number, high: number, isLast: boolean): Group[] {
  const groups: Group[] = [];
  let start = 0;
  for (let digit = 0; digit < DIGITS && start < high; digit++) {
    const count = counts[digit] ?? 0;
    if (count > 0 && start + count > low) {
      // Behind the last digit nothing tells rows apart, so no more are needed than are wanted.
      const needed = isLast ? Math.min(count, high - start) : count;
      groups.push({ digit, start, rows: new Uint32Array(needed) });
    }
    start += count;
  }
  return groups;
}

/** Puts each row into its digit's group, if that is wanted, in the order they come. */
function deal(candidates: Uint32Array, digits: Uint16Array, groups: readonly Group[]): void {
  const groupOf = new Uint16Array(DIGITS);
  groups.forEach(({ digit }, index) => {
    groupOf[digit] = index + 1;
  });
  const filled = new Uint32Array(groups.length);
  for (let index = 0; index < candidates.length; index++) {
    const number = (groupOf[digits[index] ?? 0] ?? 0) - 1;
    const group = groups[number];
    if (group === undefined) continue;
    const place = filled[number] ?? 0;
    if (place >= group.rows.length) continue;
    group.rows[place] = candidates[index] ?? 0;
    filled[number] = place + 1;
  }
}

/** Digits of one step, which are done with when the next begins. Kept, because new memory costs more than the reading. */
let scratch = new Uint16Array(0);

function readDigits(segments: readonly Uint32Array[], rows: Uint32Array, { key, shift }: Digit): Uint16Array {
  if (scratch.length < rows.length) scratch = new Uint16Array(rows.length);
  const digits = scratch.subarray(0, rows.length);
  const flip = key.descending ? 0xffff_ffff : 0;
  const { place, read } = key.word;
  for (let from = 0; from < rows.length; ) {
    const number = (rows[from] ?? 0) >>> SEGMENT_SHIFT;
    const segment = segments[number];
    const to = firstOutside(rows, from, (number + 1) * SEGMENT_ROWS);
    if (segment === undefined) throw new RangeError('a row outside the table');
    if (place) readPlace(segment, place, rows, from, to, flip, shift, digits);
    else
      for (let index = from; index < to; index++)
        digits[index] = (read(segment, (rows[index] ?? 0) & ROW_MASK) ^ flip) >>> shift;
    from = to;
  }
  return digits;
}

function readPlace(
  segment: Uint32Array,
  place: { readonly column: number; readonly shift: number; readonly mask: number },
  rows: Uint32Array,
  from: number,
  to: number,
  flip: number,
  digitShift: number,
  digits: Uint16Array,
): void {
  const offset = place.column * COLUMN_STRIDE;
  const { mask, shift } = place;
  for (let index = from; index < to; index++) {
    const value = ((segment[offset + ((rows[index] ?? 0) & ROW_MASK)] ?? 0) >>> shift) & mask;
    digits[index] = (value ^ flip) >>> digitShift;
  }
}

/** The first index from which on rows are not below `end`. */
function firstOutside(rows: Uint32Array, from: number, end: number): number {
  let low = from + 1;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortFew(segments: readonly Uint32Array[], rows: Uint32Array, keys: readonly RankKey[]): number[] {
  const read = (row: number, { word }: RankKey) => {
    const segment = segments[row >>> SEGMENT_SHIFT];
    return segment === undefined ? 0 : word.read(segment, row & ROW_MASK) >>> 0;
  };
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const difference = read(a, key) - read(b, key);
      if (difference !== 0) return key.descending ? -difference : difference;
    }
    return a - b;
  });
}
