/** Digits of a radix sort step: two steps for a 32-bit word. */
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Sorts rows by a 32-bit word of each, ascending and stable; `words[i]` belongs to `rows[i]`. Linear in their number.
 * To sort by several words, call it once for each, the least significant first. Answers the sorted rows, which may lie
 * in either of the two arrays given.
 */
export function sortByWord(
  rows: Uint32Array,
  words: Uint32Array,
  spareRows: Uint32Array,
  spareWords: Uint32Array,
): Uint32Array {
  let [from, to] = [rows, spareRows];
  let [fromWords, toWords] = [words, spareWords];
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = digitStarts(fromWords, from.length, shift);
    // Null: every word has the same digit here, so the order stands.
    if (starts === null) continue;
    for (let index = 0; index < from.length; index++) {
      const word = fromWords[index] ?? 0;
      const digit = (word >>> shift) & (DIGITS - 1);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      to[place] = from[index] ?? 0;
      toWords[place] = word;
    }
    [from, to] = [to, from];
    [fromWords, toWords] = [toWords, fromWords];
  }
  return from;
}

function digitStarts(words: Uint32Array, length: number, shift: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let index = 0; index < length; index++) {
    const digit = ((words[index] ?? 0) >>> shift) & (DIGITS - 1);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  if (length > 0 && counts[((words[0] ?? 0) >>> shift) & (DIGITS - 1)] === length) return null;
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit] ?? 0;
    counts[digit] = start;
    start += count;
  }
  return counts;
}
