import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLosses } from './event-losses.ts';

function lostAt(...moments: readonly number[]): EventLosses {
  const losses = new EventLosses();
  for (const moment of moments) losses.note(moment);
  return losses;
}

describe('the listing that repairs', () => {
  it('waits until nothing was lost for a tenth of a second', () => {
    expect(lostAt(1_000).repairDelay(1_000)).toBe(100);
    expect(lostAt(1_000, 1_080).repairDelay(1_090)).toBe(90);
    expect(lostAt(1_000).repairDelay(5_000)).toBe(0);
  });

  it('waits no longer than three seconds from the first loss, however long it goes on', () => {
    const moments = Array.from({ length: 60 }, (_, index) => 1_000 + index * 50);
    expect(lostAt(...moments).repairDelay(3_950)).toBe(50);
    expect(lostAt(...moments).repairDelay(4_100)).toBe(0);
  });

  it('is never more than a tenth of a second away, nor in the past', () => {
    const gaps = fc.array(fc.nat(500), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(gaps, fc.nat(5_000), (steps, later) => {
        let now = 0;
        const moments = steps.map((step) => {
          now += step;
          return now;
        });
        const delay = lostAt(...moments).repairDelay(now + later);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('is not needed where nothing was lost, or nothing since it began', () => {
    expect(lostAt().repairDelay(0)).toBeNull();
    const losses = lostAt(1_000);
    losses.beginListing();
    expect(losses.repairDelay(1_000)).toBeNull();
  });

  it('is needed once more when something was lost while it ran', () => {
    const losses = lostAt(1_000, 1_500);
    losses.beginListing();
    losses.note(4_000);
    expect(losses.repairDelay(4_000)).toBe(100);
  });
});

describe('what pages are told', () => {
  it('counts losses, and says whether they were made good', () => {
    const losses = lostAt();
    expect(losses.told).toEqual({ count: 0, lastAt: null, repairedAt: null });
    losses.note(1_000);
    losses.note(1_010);
    expect(losses.told).toEqual({ count: 2, lastAt: expect.any(Number), repairedAt: null });
    losses.noteRepair();
    expect(losses.told.repairedAt).toBeGreaterThanOrEqual(losses.told.lastAt ?? Number.NaN);
    losses.note(2_000);
    expect(losses.told).toMatchObject({ count: 3, repairedAt: null });
  });

  it('tells of no repair where nothing was lost', () => {
    const losses = lostAt();
    losses.noteRepair();
    expect(losses.told.repairedAt).toBeNull();
  });
});
