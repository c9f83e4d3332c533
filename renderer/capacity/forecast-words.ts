import type { Forecast } from '../../shared/capacity.ts';
import { formatDuration, formatRate } from '../ui/format.ts';

export interface ForecastWords {
  readonly text: string;
  readonly tone: 'calm' | 'warn' | 'bad';
}

/** Less than this until it is full is no longer a matter of planning, seconds. */
const SOON_SECONDS = 600;

/** Where the fill is going, in a sentence that promises no more than is known. */
export function forecastWords(forecast: Forecast): ForecastWords {
  switch (forecast.kind) {
    case 'full':
      return { text: 'Full: packets of new connections are dropped until flows end.', tone: 'bad' };
    case 'filling': {
      const { flowsPerSecond, fullInSeconds } = forecast;
      return {
        text: `Full in ${formatDuration(fullInSeconds)} if it goes on at +${formatRate(flowsPerSecond)} flows/s.`,
        tone: fullInSeconds < SOON_SECONDS ? 'bad' : 'warn',
      };
    }
    case 'not-filling':
      return { text: `Not filling: ${trend(forecast.flowsPerSecond)} over the last minute.`, tone: 'calm' };
    case 'unknown':
      return {
        text:
          forecast.reason === 'too-early'
            ? 'No forecast yet: it takes ten seconds of history.'
            : 'No forecast: nf_conntrack_max can’t be read here.',
        tone: 'calm',
      };
  }
}

function trend(flowsPerSecond: number): string {
  const rate = formatRate(Math.abs(flowsPerSecond));
  if (Number(rate) === 0 || Math.abs(flowsPerSecond) < 0.05) return 'steady';
  return `${flowsPerSecond > 0 ? '+' : '−'}${rate} flows/s`;
}
