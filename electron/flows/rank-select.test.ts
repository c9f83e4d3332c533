import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN_STRIDE, newSegment } from './columns.ts';
import { type RankKey, rankOf, rowsAtRanks } from './rank-select.ts';

const ROWS = 5000;

/** Two columns of a segment with these words, repeated over all rows. */
function segmentOf(first: readonly number[], second: readonly number[]): Uint32Array {
  const segment = newSegment();
  for (let row = 0; row < ROWS; row++) {
    segment[row] = first[row % first.length] ?? 0;
    segment[COLUMN_STRIDE + row] = second[row % second.length] ?? 0;
  }
  return segment;
}

function sortedByComparison(segment: Uint32Array, rows: Uint32Array, keys: readonly RankKey[]): number[] {
  return [...rows].sort((a, b) => {
    for (const { word, descending } of keys) {
      const difference = (word.read(segment, a) >>> 0) - (word.read(segment, b) >>> 0);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return a - b;
  });
}

const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: 0, max: 3 }),
  fc.constant(0xffff_ffff),
);
const words = fc.array(word, { minLength: 1, maxLength: 997 });

describe('the rows at some ranks', () => {
  it('are those of a stable comparator sort of all, by two keys, up or down', () => {
    fc.assert(
      fc.property(
        words,
        words,
        fc.tuple(fc.boolean(), fc.boolean()),
        fc.integer({ min: 0, max: ROWS }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 3 }),
        (first, second, [downA, downB], from, limit, step) => {
          const segment = segmentOf(first, second);
          const rows = Uint32Array.from({ length: Math.floor(ROWS / step) }, (_, index) => index * step);
          const keys: RankKey[] = [
            { word: { read: (segment, at) => segment[at] ?? 0, bits: 32 }, descending: downA },
            {
              word: { read: (segment, at) => (segment[COLUMN_STRIDE + at] ?? 0) & 0xffff, bits: 16 },
              descending: downB,
            },
          ];
          const expected = sortedByComparison(segment, rows, keys).slice(from, from + limit);
          expect(rowsAtRanks([segment], rows, keys, from, from + limit)).toEqual(expected);
          const ranks = expected.slice(0, 5).map((row) => rankOf([segment], rows, keys, row));
          expect(ranks).toEqual(ranks.map((_, index) => from + index));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are the rows as they come when there is nothing to sort by', () => {
    expect(rowsAtRanks([], Uint32Array.of(3, 5, 9), [], 1, 10)).toEqual([5, 9]);
  });
});
