import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortByWord } from './radix-sort.ts';

const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: 0, max: 3 }),
  fc.constant(0xffff_ffff),
);

describe('sorting rows by a word of each', () => {
  it('gives the order of a stable comparator sort', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (words) => {
        const rows = Uint32Array.from(words.keys());
        const expected = [...rows].sort((a, b) => (words[a] ?? 0) - (words[b] ?? 0) || a - b);
        const size = words.length;
        const sorted = sortByWord(
          rows,
          Uint32Array.from(words),
          new Uint32Array(size),
          new Uint32Array(size),
        );
        expect([...sorted]).toEqual(expected);
      }),
    );
  });
});
