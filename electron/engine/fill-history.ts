import { type FillHistory, FORECAST_SECONDS, type Forecast } from '../../shared/capacity.ts';

/** How many samples are kept of each length of time, the shortest first. */
const RESOLUTIONS = [
  { everyMs: 1_000, samples: 300 },
  { everyMs: 10_000, samples: 330 },
] as const;
/** The forecast takes the slowest of the rates over these times: a burst that has ended is no trend, nor is one that has just begun. */
const TRENDS_MS = [60_000, 15_000, 3_000] as const;
/** It needs so many samples. */
const ENOUGH_SAMPLES = 10;
/** Timers are never on the millisecond. */
const TOLERANCE_MS = 100;

interface Sample {
  readonly at: number;
  readonly flows: number;
}

/** How many flows there were: every second for five minutes, every ten seconds for the hour. */
export class FlowHistory {
  readonly #series: readonly Sample[][] = RESOLUTIONS.map(() => []);

  /** Takes a sample; to be called every second. `at`: milliseconds since the epoch. */
  sample(at: number, flows: number): void {
    for (const [index, { everyMs, samples }] of RESOLUTIONS.entries()) {
      const series = this.#series[index] ?? [];
      // A clock that was put back starts over.
      if (at < (series.at(-1)?.at ?? at)) series.length = 0;
      if (at - (series.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < everyMs - TOLERANCE_MS) continue;
      series.push({ at, flows });
      if (series.length > samples) series.shift();
    }
  }

  /** Every sample in the order of time, each moment in the best resolution there is. */
  history(): FillHistory {
    const [fine = [], coarse = []] = this.#series;
    const from = fine[0]?.at ?? Number.POSITIVE_INFINITY;
    const all = [...coarse.filter(({ at }) => at < from), ...fine];
    return { at: all.map(({ at }) => at), flows: all.map(({ flows }) => flows) };
  }

  /** Where it is going. `maximum`: how many flows the table may hold, null where that can't be read. */
  forecast(maximum: number | null): Forecast {
    const [fine = []] = this.#series;
    const last = fine.at(-1);
    if (!last || fine.length < ENOUGH_SAMPLES) return { kind: 'unknown', reason: 'too-early' };
    if (maximum === null) return { kind: 'unknown', reason: 'no-maximum' };
    if (last.flows >= maximum) return { kind: 'full' };
    const rateOver = (time: number) => slopeOf(fine.filter(({ at }) => at > last.at - time)) * 1000;
    const flowsPerSecond = Math.min(...TRENDS_MS.map(rateOver));
    const fullInSeconds = (maximum - last.flows) / flowsPerSecond;
    return flowsPerSecond > 0 && fullInSeconds <= FORECAST_SECONDS
      ? { kind: 'filling', flowsPerSecond, fullInSeconds }
      : { kind: 'not-filling', flowsPerSecond };
  }
}

/** The slope of the straight line with the least squares, per millisecond. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(samples.map(({ at }) => at));
  const level = mean(samples.map(({ flows }) => flows));
  let rise = 0;
  let spread = 0;
  for (const { at, flows } of samples) {
    rise += (at - middle) * (flows - level);
    spread += (at - middle) ** 2;
  }
  return spread === 0 ? 0 : rise / spread;
}
