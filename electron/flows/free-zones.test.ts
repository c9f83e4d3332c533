import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZONE_COUNT } from '../../shared/zone.ts';
import { FreeZones } from './free-zones.ts';

function withUsed(used: Iterable<number>): FreeZones {
  const zones = new FreeZones();
  for (const zone of used) zones.setUsed(zone);
  return zones;
}

const someZones = fc.uniqueArray(
  fc.oneof(
    fc.integer({ min: 0, max: ZONE_COUNT - 1 }),
    fc.integer({ min: 0, max: 70 }),
    fc.integer({ min: 65_500, max: 65_535 }),
  ),
  { maxLength: 120 },
);

describe('the search for free zones', () => {
  it('answers the lowest free zone from a start on, as a plain scan would', () => {
    fc.assert(
      fc.property(someZones, fc.integer({ min: 0, max: ZONE_COUNT - 1 }), (used, from) => {
        const taken = new Set(used);
        let expected = from;
        while (taken.has(expected)) expected++;
        expect(withUsed(used).next(from)).toBe(expected === ZONE_COUNT ? -1 : expected);
      }),
    );
  });

  it('finds the only free zone wherever it is', () => {
    for (const free of [0, 31, 32, 1023, 1024, 4097, 65_504, 65_535]) {
      const zones = withUsed(
        Array.from({ length: ZONE_COUNT }, (_, zone) => zone).filter((zone) => zone !== free),
      );
      expect(zones.take(4097, 3)).toEqual([free]);
    }
  });

  it('answers none when all are used, and one again when one is freed', () => {
    const zones = withUsed(Array.from({ length: ZONE_COUNT }, (_, zone) => zone));
    expect(zones.take(0, 1)).toEqual([]);
    expect(zones.takeRun(0, 1)).toEqual([]);
    zones.setUnused(40_000);
    expect(zones.take(50_000, 2)).toEqual([40_000]);
  });

  it('wraps around once', () => {
    expect(withUsed([65_535]).take(65_534, 3)).toEqual([65_534, 0, 1]);
  });

  it('finds neighbours that are all free', () => {
    expect(withUsed([4097, 4099]).takeRun(4097, 3)).toEqual([4100, 4101, 4102]);
    expect(withUsed([]).takeRun(65_534, 3)).toEqual([0, 1, 2]);
  });

  it('never offers a zone in use, as the search this project began with did', () => {
    expect(withUsed([100, 4097, 65_535]).take(4097, 1)).toEqual([4098]);
  });

  it('takes what a plain search among used, reserved and avoided zones would', () => {
    const search = fc.record({
      from: fc.integer({ min: 0, max: ZONE_COUNT - 1 }),
      count: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(someZones, someZones, someZones, search, (used, reserved, avoided, { from, count }) => {
        const zones = withUsed(used);
        for (const zone of reserved) zones.reserve(zone);
        const taken = new Set([...used, ...reserved, ...avoided]);
        const isAvoided = (zone: number) => avoided.includes(zone);
        const around = Array.from({ length: ZONE_COUNT }, (_, step) => (from + step) % ZONE_COUNT);
        const free = around.filter((zone) => !taken.has(zone));
        expect(zones.take(from, count, isAvoided)).toEqual(free.slice(0, count));
        const isRun = (start: number) =>
          start + count <= ZONE_COUNT &&
          Array.from({ length: count }, (_, step) => start + step).every((zone) => !taken.has(zone));
        const start = around.find(isRun);
        expect(zones.takeRun(from, count, isAvoided)[0]).toBe(start);
      }),
      { numRuns: 50 },
    );
  });

  it('offers a reserved zone again once it is released, unless flows came meanwhile', () => {
    const zones = withUsed([]);
    zones.reserve(7);
    zones.reserve(8);
    zones.setUsed(8);
    zones.release(7);
    zones.release(8);
    expect(zones.take(7, 2)).toEqual([7, 9]);
    expect(zones.usedCount).toBe(1);
  });
});
