import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaPath, dotPath, linePath, nearestTo, timeTicks, valueTicks } from './chart-scale.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the values of a scale', () => {
  it('are round and begin at 0', () => {
    expect(valueTicks(5.4, 3)).toEqual([0, 2, 4]);
    expect(valueTicks(108, 8)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(valueTicks(262_144, 7)).toEqual([0, 50_000, 100_000, 150_000, 200_000, 250_000]);
  });

  it('are never a part of one: flows and events come whole', () => {
    expect(valueTicks(1.5, 10)).toEqual([0, 1]);
  });

  it('are at most as many as there is room for, whatever the top', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e12, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (top, most) => {
          const ticks = valueTicks(top, most);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          expect(ticks.at(-1)).toBeLessThanOrEqual(top);
        },
      ),
    );
  });
});

describe('the moments of a scale', () => {
  const noon = Date.UTC(2026, 0, 15, 12);

  it('are where a clock shows a round time', () => {
    expect(timeTicks(noon + 7000, noon + 67_000, 6, 0)).toEqual({
      step: 10_000,
      at: [10_000, 20_000, 30_000, 40_000, 50_000, 60_000].map((after) => noon + after),
    });
  });

  it('are round by the clock of a place that is half an hour off', () => {
    const india = -5.5 * HOUR;
    const { step, at } = timeTicks(noon, noon + 6 * HOUR, 6, india);
    expect(step).toBe(HOUR);
    expect(at[0]).toBe(noon + 30 * MINUTE);
  });

  it('are whole days apart when months are shown', () => {
    expect(timeTicks(noon, noon + 90 * 24 * HOUR, 9, 0).step).toBe(10 * 24 * HOUR);
  });

  it('are the one moment when nothing lasted yet', () => {
    expect(timeTicks(noon, noon, 8, 0).at).toEqual([noon]);
  });
});

describe('the paths of a chart', () => {
  const points = [{ x: 1, y: 9 }, { x: 2, y: 8 }, null, { x: 4, y: 6 }];

  it('break where there is no value', () => {
    expect(linePath(points)).toBe('M1 9L2 8M4 6h0');
  });

  it('tint each stretch down to the base', () => {
    expect(areaPath(points, 10)).toBe('M1 10L1 9L2 8V10zM4 10L4 6V10z');
  });

  it('have a dot for each value', () => {
    expect(dotPath(points)).toBe('M1 9h0M2 8h0M4 6h0');
  });
});

describe('the moment at the pointer', () => {
  it('is the nearest, also beyond the first and the last', () => {
    const times = [10, 20, 40];
    expect([0, 14, 16, 29, 31, 99].map((moment) => nearestTo(moment, times))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('is none while there is none', () => {
    expect(nearestTo(5, [])).toBe(-1);
  });
});
