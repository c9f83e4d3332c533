import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTITY_WORDS, RECORD_WORDS } from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, HASH, newSegment } from './columns.ts';
import { hashIdentity, TupleIndex } from './tuple-index.ts';

/** Few hashes on purpose: most entries then compete for the same slots. */
function collidingHash(key: number): number {
  return key % 5;
}

function recordOf(key: number): Uint32Array {
  const record = new Uint32Array(RECORD_WORDS);
  record[3] = key;
  return record;
}

describe('the tuple index', () => {
  const step = fc.record({ key: fc.integer({ min: 1, max: 60 }), add: fc.boolean() });

  it('finds exactly what is in it, whatever was added and removed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const segment = newSegment();
        const index = new TupleIndex([segment]);
        const present = new Set<number>();
        for (const { key, add } of steps) {
          const hash = collidingHash(key);
          if (add && !present.has(key)) {
            recordOf(key)
              .slice(0, IDENTITY_WORDS)
              .forEach((word, column) => {
                segment[column * COLUMN_STRIDE + key] = word;
              });
            segment[HASH * COLUMN_STRIDE + key] = hash;
            index.add(key, hash);
            present.add(key);
          } else if (!add && present.has(key)) {
            index.remove(key, hash);
            present.delete(key);
          }
        }
        for (let key = 1; key <= 60; key++) {
          expect(index.find(recordOf(key), collidingHash(key))).toBe(present.has(key) ? key : -1);
        }
      }),
    );
  });

  it('spreads hashes of neighbouring addresses', () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, key) => hashIdentity(recordOf(key)) & 0xffff));
    // 10,000 balls in 65,536 bins leave about 9,279 bins with one or more.
    expect(hashes.size).toBeGreaterThan(9_000);
  });
});
