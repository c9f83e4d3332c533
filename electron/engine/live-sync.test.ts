import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseAfter } from './live-sync.ts';

const duration = fc.integer({ min: 0, max: 3_600_000 });

describe('the pause between two listings', () => {
  it.each([
    [0, 5_000],
    [20, 5_000],
    [100, 5_000],
    [200, 10_000],
    [1_200, 60_000],
    [3_000, 60_000],
    [6_000, 60_000],
    [10_000, 100_000],
  ])('after one that took %i ms is %i ms', (tookMs, pauseMs) => {
    expect(pauseAfter(tookMs)).toBe(pauseMs);
  });

  it('keeps listings below a tenth of the time, however long they take', () => {
    fc.assert(
      fc.property(duration, (tookMs) => {
        expect(tookMs / (tookMs + pauseAfter(tookMs))).toBeLessThan(0.1);
      }),
    );
  });

  it('is never shorter than five seconds, and longer than a minute only to keep that tenth', () => {
    fc.assert(
      fc.property(duration, (tookMs) => {
        expect(pauseAfter(tookMs)).toBeGreaterThanOrEqual(5_000);
        if (tookMs <= 6_000) expect(pauseAfter(tookMs)).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('never gets shorter when listings get longer', () => {
    fc.assert(
      fc.property(duration, duration, (one, more) => {
        expect(pauseAfter(one + more)).toBeGreaterThanOrEqual(pauseAfter(one));
      }),
    );
  });
});
