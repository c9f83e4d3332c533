import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_SECONDS } from '../../shared/zone-usage.ts';
import { ZoneRates } from './zone-rates.ts';

describe('the rates of a zone', () => {
  it('are those of a plain list of the last sixty seconds, whatever came and went', () => {
    const second = fc.record({
      came: fc.array(fc.constantFrom(0, 7, 65_535), { maxLength: 4 }),
      went: fc.array(fc.constantFrom(0, 7), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(second, { maxLength: 150 }), (seconds) => {
        const rates = new ZoneRates();
        const count = (list: readonly number[], zone: number) => list.filter((one) => one === zone).length;
        for (const { came, went } of seconds) {
          for (const zone of came) rates.tally(zone, true);
          for (const zone of went) rates.tally(zone, false);
          rates.closeInterval(0.5);
        }
        for (const zone of [0, 7, 65_535]) {
          const minute = seconds.slice(-MINUTE_SECONDS).map(({ came }) => count(came, zone));
          const quiet = Array<number>(MINUTE_SECONDS - minute.length).fill(0);
          expect(rates.lastMinute(zone)).toEqual([...quiet, ...minute]);
          const last = seconds.at(-1) ?? { came: [], went: [] };
          expect(rates.newPerSecond(zone)).toBe(count(last.came, zone) * 2);
          expect(rates.gonePerSecond(zone)).toBe(count(last.went, zone) * 2);
        }
      }),
      { numRuns: 40 },
    );
  });
});
