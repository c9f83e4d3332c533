import { type Benchmark, fittingSize } from './benchmark.ts';
import { makeBigTable } from './big-table.ts';
import { startBenchEngine } from './engine.ts';
import { pause } from './measure.ts';
import { figureOf } from './report.ts';

const MB = 1_000_000;
/** Flows that come and go each second of the churn, and for how long. */
const CHURN_PER_SECOND = 5_000;
const CHURN_SECONDS = 5;
/** Long enough for the collector to run and for ghosts to be swept, milliseconds. */
const SETTLE_MS = 4_000;

/** P2: resident memory of the process that hosts the engine. This process does nothing else. */
export const p2: Benchmark = {
  id: 'P2',
  title: 'memory of the listed table',
  async run(conditions) {
    // The first round makes room for what comes and goes at once; from then on nothing may grow.
    const churnRounds = conditions.rounds + 1;
    const churned = CHURN_PER_SECOND * CHURN_SECONDS;
    const size = fittingSize(conditions, churned);
    const table = await makeBigTable(size);
    const { pid, netns } = table.namespace;
    const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
    try {
      await engine.client.call('settings.read', {});
      await pause(500);
      const before = process.memoryUsage.rss();
      await engine.list();
      await engine.client.call('flows.query', {
        ...{ targetId: 'sandbox', filter: '', offset: 0, limit: 100 },
        sort: [{ column: 'bytes', descending: true }],
      });
      await pause(SETTLE_MS);
      const listed = process.memoryUsage.rss() - before;

      const afterChurn: number[] = [];
      for (let round = 0; round < churnRounds; round++) {
        const first = size + round * churned;
        await table.make(first, churned, CHURN_PER_SECOND);
        await table.remove(first, churned, CHURN_PER_SECOND);
        await pause(SETTLE_MS);
        afterChurn.push(process.memoryUsage.rss() - before);
      }
      const shown = [listed, ...afterChurn].map((bytes) => (bytes / MB).toFixed(0));
      conditions.say(`MB listed, then after each round of churn: ${shown.join(', ')}`);
      const [first = Number.NaN, ...others] = afterChurn;
      const growth = (others.at(-1) ?? Number.NaN) - first;
      return [
        figureOf({
          id: 'P2',
          title: p2.title,
          size,
          unit: 'MB',
          ours: listed / MB,
          bounds: { absolute: Math.round(250 * Math.max(size / 1_000_000, 0.2)) },
        }),
        figureOf({
          id: 'P2 churn',
          title: `growth of the process over ${(churnRounds - 1) * churned} flows that came and went`,
          size,
          unit: '%',
          ours: (100 * growth) / (before + first),
          bounds: { absolute: 10 },
        }),
      ];
    } finally {
      await engine.stop();
      await table.dispose();
    }
  },
};
