import type { CallOutput } from '../../shared/contract.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import { parseEntry } from '../fixtures/entry.ts';
import { comparable, entriesOf } from '../fixtures/same-table.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { type BigTable, makeBigTable } from './big-table.ts';
import { type BenchEngine, startBenchEngine } from './engine.ts';
import { until } from './measure.ts';
import { figureOf } from './report.ts';

const MB = 1_000_000;
const PER_SECOND = 20_000;
const STEP_SECONDS = 5;
const MINUTES = 10;
const STEPS_PER_MINUTE = 60 / STEP_SECONDS;
const BASE = 50_000;
/** Longest page of rows that the contract allows. */
const PAGE_ROWS = 1000;

/** Flows that come and go for ten minutes, 20,000 of each a second; then the engine must show exactly the kernel's table. */
export const soak: Benchmark = {
  id: 'SOAK',
  title: 'ten minutes of churn',
  isLong: true,
  async run(conditions) {
    const step = PER_SECOND * STEP_SECONDS;
    const size = fittingSize({ ...conditions, size: BASE }, 2 * step);
    const table = await makeBigTable(size + step);
    const { pid, netns } = table.namespace;
    const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
    try {
      await engine.list();
      const memory: number[] = [];
      for (let round = 0; round < MINUTES * STEPS_PER_MINUTE; round++) {
        const next = size + (round + 1) * step;
        await Promise.all([table.make(next, step, PER_SECOND), table.remove(next - step, step, PER_SECOND)]);
        if ((round + 1) % STEPS_PER_MINUTE !== 0) continue;
        memory.push(process.memoryUsage.rss() / MB);
        const { flows = 0, losses } = engine.state() ?? {};
        conditions.say(
          `minute ${memory.length}: ${memory.at(-1)?.toFixed(0)} MB, ${flows} flows, events lost ${losses?.count ?? 0} times`,
        );
      }
      const differences = await differencesFrom(table, engine);
      const [first = Number.NaN] = memory;
      const growth = (100 * ((memory.at(-1) ?? Number.NaN) - first)) / first;
      const common = { id: 'SOAK', size: size + step };
      return [
        figureOf({
          ...common,
          title: 'entries that differ from conntrack -L',
          unit: 'flows',
          ours: differences,
          bounds: { absolute: 0 },
        }),
        figureOf({
          ...common,
          title: 'memory, last minute against the first',
          unit: '%',
          ours: growth,
          bounds: { absolute: 10 },
        }),
      ];
    } finally {
      await engine.stop();
      await table.dispose();
    }
  },
};

/** How many entries are only in the kernel's table or only in the engine's, once the engine says that it is in sync. */
async function differencesFrom(table: BigTable, engine: BenchEngine): Promise<number> {
  const count = await table.namespace.run('conntrack', ['-C']);
  await until('the picture to be complete', () => {
    const state = engine.state();
    return state?.phase === 'live' && state.flows === Number(count.stdout) ? state : null;
  });
  // Rows of flows that just went are still shown, and would move the others while they are read page by page.
  await until('the last ended flows to be swept', async () => {
    const { rowCount, total } = await pageFrom(engine, 0);
    return rowCount === total ? true : null;
  });
  const listed = await table.namespace.run('conntrack', ['-L', '-o', 'extended,id']);
  const kernel = new Set(comparable(listed.stdout.trim().split('\n').map(parseEntry)));
  const ours = new Set(comparable(entriesOf(await allRows(engine))));
  const missing = [...kernel].filter((entry) => !ours.has(entry));
  return missing.length + [...ours].filter((entry) => !kernel.has(entry)).length;
}

async function allRows(engine: BenchEngine): Promise<FlowRow[]> {
  const rows: FlowRow[] = [];
  for (;;) {
    const page = await pageFrom(engine, rows.length);
    rows.push(...page.rows);
    if (page.rows.length === 0) return rows;
  }
}

function pageFrom(engine: BenchEngine, offset: number): Promise<CallOutput<'flows.query'>> {
  return engine.client.call('flows.query', {
    ...{ targetId: 'sandbox', filter: '', limit: PAGE_ROWS, offset },
    sort: [{ column: 'id', descending: false }],
  });
}
