import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseAfter } from './listing-pause.ts';

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
    expect(pauseAfter(tookMs, false)).toBe(pauseMs);
  });

  it.each([
    [0, 5_000],
    [20, 5_000],
    [100, 15_000],
    [400, 60_000],
    [6_000, 60_000],
    [10_000, 100_000],
  ])('after one that took %i ms and told nothing new is %i ms', (tookMs, pauseMs) => {
    expect(pauseAfter(tookMs, true)).toBe(pauseMs);
  });

  it('keeps listings below a tenth of the time, however long they take', () => {
    fc.assert(
      fc.property(duration, fc.boolean(), (tookMs, isQuiet) => {
        expect(tookMs / (tookMs + pauseAfter(tookMs, isQuiet))).toBeLessThan(0.1);
      }),
    );
  });

  it('is never shorter than five seconds, and longer than a minute only to keep that tenth', () => {
    fc.assert(
      fc.property(duration, fc.boolean(), (tookMs, isQuiet) => {
        expect(pauseAfter(tookMs, isQuiet)).toBeGreaterThanOrEqual(5_000);
        if (tookMs <= 6_000) expect(pauseAfter(tookMs, isQuiet)).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  it('never gets shorter when listings get longer', () => {
    fc.assert(
      fc.property(duration, duration, fc.boolean(), (one, more, isQuiet) => {
        expect(pauseAfter(one + more, isQuiet)).toBeGreaterThanOrEqual(pauseAfter(one, isQuiet));
      }),
    );
  });
});
