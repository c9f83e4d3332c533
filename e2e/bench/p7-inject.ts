import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { injectCommand } from '../../shared/command.test-support.ts';
import { type FlowRange, noEnds, rangeSize, specAt } from '../../shared/flow-range.ts';
import { countOf } from '../../shared/work.ts';
import { numberedFlow } from '../fixtures/fill-table.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { makeBigTable, type OwnTable } from './big-table.ts';
import { type BenchEngine, startBenchEngine } from './engine.ts';
import { interleave, pause, type Series, seriesOf, until } from './measure.ts';
import { type Figure, figureOf } from './report.ts';

const PORTS = 10_000;
/** How often a page asks for its rows while the flows come, milliseconds. */
const QUERY_EVERY_MS = 100;

/**
 * P7: a range of flows from one form, against a bare socket in a namespace where, as in ours meanwhile, nobody listens to
 * new flows; and how long it takes until the engine's table holds them.
 */
export const p7: Benchmark = {
  id: 'P7',
  title: 'inject from one form',
  async run(conditions) {
    const size = fittingSize(conditions);
    const sizes = size > 100_000 ? [100_000, size] : [size];
    const figures: Figure[] = [];
    for (const each of sizes) figures.push(...(await measure(rangeOf(each), conditions.rounds)));
    return figures;
  },
};

async function measure(range: FlowRange, rounds: number): Promise<Figure[]> {
  const size = rangeSize(range);
  const folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-bench-'));
  try {
    const file = join(folder, 'flows');
    await writeRestoreFile(file, range);
    const answers: number[] = [];
    const shown: number[] = [];
    const { ours, floor, peer } = await interleave(rounds, {
      ours: () =>
        withEngine(async (engine) => {
          const taken = await timeInjection(engine, range, answers);
          shown.push(taken.shown);
          return taken.answered;
        }),
      floor: () => withTable((table) => table.timeInsert(range)),
      peer: () => withTable((table) => table.timeProgram('conntrack', '-R', file)),
    });
    const longest: Series = {
      median: Math.max(...answers),
      low: Math.min(...answers),
      high: Math.max(...answers),
    };
    const common = { size, unit: 'ms' };
    return [
      figureOf({ ...common, id: 'P7', title: p7.title, ours, floor, peer, bounds: { toFloor: 1.1 } }),
      figureOf({
        ...common,
        id: 'P7 shown',
        title: 'the same until all are in the queryable table',
        ours: seriesOf(shown),
        peer,
        bounds: { toPeer: 1 },
      }),
      figureOf({
        ...common,
        id: 'P7 query',
        title: 'longest wait for rows meanwhile',
        ours: longest,
        bounds: { absolute: 50 },
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Milliseconds from asking for a range until it is answered, and until the engine's table holds all of it; adds how long
 * rows were waited for meanwhile.
 */
async function timeInjection(
  engine: BenchEngine,
  range: FlowRange,
  answers: number[],
): Promise<{ answered: number; shown: number }> {
  const input = { targetId: 'sandbox', range, workId: 'benchmark-p7' };
  let isDone = false;
  const start = performance.now();
  const asking = askForRows(engine, answers, () => isDone);
  const result = await engine.client.call('flows.injectRange', input);
  const answered = performance.now() - start;
  const size = rangeSize(range);
  if (countOf(result, 'created') !== size) throw new Error(`of ${size}: ${JSON.stringify(result.counts)}`);
  await until('the flows to be shown', () =>
    engine.state()?.flows === size && engine.state()?.phase === 'live' ? true : null,
  );
  const shown = performance.now() - start;
  isDone = true;
  await asking;
  return { answered, shown };
}

async function askForRows(engine: BenchEngine, answers: number[], isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const start = performance.now();
    await engine.client.call('flows.query', {
      targetId: 'sandbox',
      filter: '',
      sort: [],
      offset: 0,
      limit: 50,
    });
    answers.push(performance.now() - start);
    await pause(QUERY_EVERY_MS);
  }
}

/** Runs something in an empty table that an engine listens to. */
function withEngine(work: (engine: BenchEngine, table: OwnTable) => Promise<number>): Promise<number> {
  return withTable(async (table) => {
    const { pid, netns } = table.namespace;
    const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
    try {
      await engine.list();
      return await work(engine, table);
    } finally {
      await engine.stop();
    }
  });
}

async function withTable(work: (table: OwnTable) => Promise<number>): Promise<number> {
  const table = await makeBigTable(0);
  try {
    return await work(table);
  } finally {
    // Emptied here and now, or the kernel does it while the next one is measured.
    await table.timeProgram('conntrack', '-F');
    await table.dispose();
  }
}

/** TCP flows from many addresses with all of some ports each; as many as fit. */
function rangeOf(size: number): FlowRange {
  const ports = Math.min(PORTS, size);
  const addresses = Math.floor(size / ports);
  const first = numberedFlow(0, { l4: { kind: 'ports', source: 1, destination: 443 } });
  return { first, to: { ...noEnds, source: `10.1.0.${addresses - 1}`, sourcePort: ports } };
}

/** The range as a file for `conntrack -R`. */
async function writeRestoreFile(path: string, range: FlowRange): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let index = 0; index < rangeSize(range); index += PORTS) {
      const count = Math.min(PORTS, rangeSize(range) - index);
      const lines = Array.from({ length: count }, (_, place) => {
        const command = injectCommand(specAt(range, index + place));
        if ('impossible' in command) throw new Error(command.impossible);
        return `${command.argv.slice(1).join(' ')}\n`;
      });
      await file.write(lines.join(''));
    }
  } finally {
    await file.close();
  }
}
