import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CountedKind, EventCounts, RATE_SECONDS } from './event-rates.ts';

const NOW = 1_700_000_000_000;
const anyKind = fc.constantFrom<CountedKind>('new', 'updated', 'destroyed', 'lost');

it('counts like a plain list of moments, over the last ten minutes without the present second', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: anyKind, wait: fc.oneof(fc.nat(900), fc.nat(1_500_000)) }), {
        maxLength: 60,
      }),
      fc.nat(700_000),
      (steps, silence) => {
        const counts = new EventCounts(NOW - 3_600_000);
        const moments: { kind: CountedKind; at: number }[] = [];
        let now = NOW;
        for (const { kind, wait } of steps) {
          now += wait;
          counts.add(kind, now);
          moments.push({ kind, at: now });
        }
        now += silence;
        const rates = counts.rates(now);
        const present = Math.floor(now / 1000) * 1000;
        expect(rates.from).toBe(present - (RATE_SECONDS - 1) * 1000);
        for (const kind of ['new', 'updated', 'destroyed', 'lost'] as const) {
          const expected = new Array(RATE_SECONDS - 1).fill(0);
          for (const moment of moments) {
            const second = Math.floor((moment.at - rates.from) / 1000);
            if (moment.kind === kind && second >= 0 && moment.at < present) expected[second]++;
          }
          expect(rates[kind]).toEqual(expected);
        }
      },
    ),
    { numRuns: 100 },
  );
});

it('starts over when the clock is put back', () => {
  const counts = new EventCounts(NOW - 10_000_000);
  counts.add('new', NOW);
  counts.add('new', NOW - 3_600_000);
  const { new: counted } = counts.rates(NOW - 3_599_000);
  expect(counted.reduce((sum, count) => sum + count)).toBe(1);
});

it('tells nothing of the time before it began to count', () => {
  const counts = new EventCounts(NOW);
  counts.add('new', NOW + 500);
  expect(counts.rates(NOW + 500)).toMatchObject({ new: [] });
  expect(counts.rates(NOW + 3000)).toMatchObject({ from: NOW, new: [1, 0, 0], lost: [0, 0, 0] });
});
