import { startSandbox } from '../../electron/targets/sandbox.ts';
import type { Benchmark } from './benchmark.ts';
import { makeBigTable } from './big-table.ts';
import { EXECUTOR_FOLDER, startBenchEngine } from './engine.ts';
import { interleave, until } from './measure.ts';
import { figureOf } from './report.ts';

const FLOWS = 1_000;

/** P9: from the start of the engine to the first rows of a small sandbox. */
export const p9: Benchmark = {
  id: 'P9',
  title: 'start to first rows, sandbox',
  async run({ rounds }) {
    const table = await makeBigTable(FLOWS);
    const { pid, netns } = table.namespace;
    const { ours } = await interleave(rounds + 2, {
      ours: async () => {
        let made: Awaited<ReturnType<typeof startSandbox>> | undefined;
        const start = performance.now();
        const engine = startBenchEngine({
          // A sandbox is made, as at every start; but the rows come from the one that holds flows.
          place: async () => {
            made = await startSandbox(EXECUTOR_FOLDER);
            return { pid, netns };
          },
        });
        await engine.open();
        await until(
          'the first rows',
          async () => {
            const { rows } = await engine.client.call('flows.query', {
              ...{ targetId: 'sandbox', filter: '', sort: [], offset: 0, limit: 100 },
            });
            return rows.length > 0 ? true : null;
          },
          { everyMs: 1 },
        );
        const took = performance.now() - start;
        await engine.stop();
        await made?.stop();
        return took;
      },
    });
    await table.dispose();
    return [
      figureOf({ id: 'P9', title: p9.title, size: FLOWS, unit: 'ms', ours, bounds: { absolute: 300 } }),
    ];
  },
};
