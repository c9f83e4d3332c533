import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowHistory } from './fill-history.ts';

const START = 1_700_000_000_000;

/** A history with one sample a second. */
function historyOf(flows: readonly number[]): FlowHistory {
  const history = new FlowHistory();
  for (const [second, count] of flows.entries()) history.sample(START + second * 1000, count);
  return history;
}

describe('the history of the fill', () => {
  it('keeps each second of five minutes, each tenth second of the hour, and no more', () => {
    const { at, flows } = historyOf(Array.from({ length: 10_000 }, (_, second) => second)).history();
    expect(at.length).toBe(flows.length);
    const steps = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
    expect(steps.slice(-299).every((step) => step === 1000)).toBe(true);
    expect(steps.slice(0, -300).every((step) => step === 10_000)).toBe(true);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(3_200_000);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(3_700_000);
    expect(flows.every((count, index) => (at[index] ?? 0) === START + count * 1000)).toBe(true);
  });

  it('is always in the order of time, also when the clock is put back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5_000, max: 20_000 }), { maxLength: 500 }), (waits) => {
        const history = new FlowHistory();
        let now = START;
        for (const wait of waits) {
          now += wait;
          history.sample(now, 1);
        }
        const { at } = history.history();
        expect(at).toEqual([...at].sort((left, right) => left - right));
        expect(at.every((moment) => moment <= now)).toBe(true);
      }),
    );
  });
});

describe('the forecast', () => {
  const rising = Array.from({ length: 60 }, (_, second) => 1000 + second * 50);

  it('says when the table is full at the present rate', () => {
    const forecast = historyOf(rising).forecast(10_000);
    expect(forecast).toMatchObject({ kind: 'filling' });
    if (forecast.kind !== 'filling') throw new Error('it is filling');
    expect(forecast.flowsPerSecond).toBeCloseTo(50, 6);
    expect(forecast.fullInSeconds).toBeCloseTo((10_000 - 3950) / 50, 6);
  });

  it('does not look further back than a minute', () => {
    const flat = Array.from({ length: 200 }, () => 90_000);
    expect(historyOf([...flat, ...rising]).forecast(10_000)).toMatchObject({ kind: 'filling' });
  });

  it('takes no burst that has ended for a trend, nor one that has just begun', () => {
    const flat = (count: number, flows: number) => Array.from({ length: count }, () => flows);
    const ended = historyOf([...flat(20, 0), ...flat(40, 5000)]).forecast(10_000);
    expect(ended).toEqual({ kind: 'not-filling', flowsPerSecond: 0 });
    const justEnded = historyOf([
      ...Array.from({ length: 40 }, (_, second) => second * 200),
      9000,
      9000,
      9000,
    ]);
    expect(justEnded.forecast(10_000)).toEqual({ kind: 'not-filling', flowsPerSecond: 0 });
    const begun = historyOf([...flat(59, 0), 5000]).forecast(10_000);
    expect(begun).toMatchObject({ kind: 'filling' });
    if (begun.kind === 'filling') expect(begun.flowsPerSecond).toBeLessThan(10);
  });

  it.each([
    ['a table that does not change', Array.from({ length: 60 }, () => 500), 10_000],
    ['a table that empties', [...rising].reverse(), 10_000],
    ['a table that would take more than a day', Array.from({ length: 60 }, (_, second) => second), 1_000_000],
  ])('does not alarm about %s', (_, flows, maximum) => {
    expect(historyOf(flows).forecast(maximum)).toMatchObject({ kind: 'not-filling' });
  });

  it('says that a full table is full, and when it cannot tell', () => {
    expect(historyOf(rising).forecast(3950)).toEqual({ kind: 'full' });
    expect(historyOf(rising).forecast(null)).toEqual({ kind: 'unknown', reason: 'no-maximum' });
    expect(historyOf(rising.slice(0, 9)).forecast(10_000)).toEqual({ kind: 'unknown', reason: 'too-early' });
  });
});
