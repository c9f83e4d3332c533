import { type Benchmark, fittingSize } from './benchmark.ts';
import type { BigTable } from './big-table.ts';
import { pause } from './measure.ts';
import { type Frames, watchFrames } from './page-frames.ts';
import { figureOf } from './report.ts';
import { withShownTable } from './shown-table.ts';

const SECONDS = 10;
const EVENTS_PER_SECOND = 10_000;

/** P5: the page while it is scrolled and the table changes, against the same page left alone. */
export const p5: Benchmark = {
  id: 'P5',
  title: 'page under scrolling and events',
  async run(conditions) {
    const spare = (EVENTS_PER_SECOND * SECONDS) / 2;
    const size = fittingSize(conditions, spare);
    return withShownTable(size, async ({ page, table }) => {
      await pause(3_000);
      const idle = await watchFrames(page, { seconds: SECONDS, scrolls: false });
      const [busy] = await Promise.all([
        watchFrames(page, { seconds: SECONDS, scrolls: true }),
        churn(table, size, spare),
      ]);
      conditions.say(`idle: ${describe(idle)}; busy: ${describe(busy)}`);
      const common = { size };
      return [
        figureOf({
          ...common,
          id: 'P5',
          title: `frames over 18 ms beyond the idle page's, scrolled, ${EVENTS_PER_SECOND} events/s`,
          unit: 'points',
          ours: Math.max(0, 100 * (idle.shareInTime - busy.shareInTime)),
          bounds: { absolute: 5 },
        }),
        figureOf({
          ...common,
          id: 'P5 tasks',
          title: 'longest task of the page',
          unit: 'ms',
          ours: busy.longestTaskMs,
          floor: idle.longestTaskMs,
          bounds: { absolute: 50 },
        }),
        figureOf({
          ...common,
          id: 'P5 heap',
          title: 'heap of the page',
          unit: 'MB',
          ours: busy.heapBytes / 1_000_000,
          floor: idle.heapBytes / 1_000_000,
          bounds: { absolute: 100 },
        }),
      ];
    });
  },
};

function describe({ frames, shareInTime, longestTaskMs }: Frames): string {
  return `${frames} frames, ${(100 * shareInTime).toFixed(1)} % in time, longest task ${longestTaskMs.toFixed(0)} ms`;
}

/** Flows come during the first half of the time and go during the second. */
async function churn(table: BigTable, first: number, count: number): Promise<void> {
  await table.make(first, count, EVENTS_PER_SECOND);
  await table.remove(first, count, EVENTS_PER_SECOND);
}
