import { execa } from 'execa';
import { type Benchmark, type Conditions, fittingSize } from './benchmark.ts';
import { type BigTable, makeBigTable } from './big-table.ts';
import { type BenchEngine, startBenchEngine } from './engine.ts';
import { interleave, pause, until } from './measure.ts';
import { type Figure, figureOf } from './report.ts';
import { droppedEvents } from './socket-drops.ts';

const PER_SECOND = 100_000;
const BURST = 200_000;
const BUFFER_BYTES = 8 * 1024 * 1024;
/** Too small for what comes, so that events are lost. */
const SMALL_BUFFER_BYTES = 64 * 1024;
const BASE = 200_000;

/** P4: events are not lost, and where they are it shows and is repaired. */
export const p4: Benchmark = {
  id: 'P4',
  title: 'events',
  async run(conditions) {
    const size = fittingSize({ ...conditions, size: Math.min(conditions.size, BASE) }, BURST);
    return [...(await measureLosses(size, conditions)), ...(await measureRepair(size))];
  },
};

/** Events lost of a burst: by the engine, by the engine while it lists, by conntrack -E. */
async function measureLosses(size: number, { rounds, say }: Conditions): Promise<Figure[]> {
  const rates: number[] = [];
  const burst = async (table: BigTable): Promise<number> => {
    const { startedAt, endedAt, flows } = await table.make(size, BURST, PER_SECOND);
    rates.push((BURST / (endedAt - startedAt)) * 1000);
    return flows;
  };
  const lost = await interleave(rounds, {
    quiet: () =>
      withEngine(size, BUFFER_BYTES, async (engine, table) => {
        await engine.list();
        return settledLosses(engine, table, await burst(table));
      }),
    listing: () =>
      withEngine(size, BUFFER_BYTES, async (engine, table) => {
        const made = burst(table);
        await pause(200);
        await engine.open();
        return settledLosses(engine, table, await made);
      }),
    peer: () => withTable(size, (table) => conntrackLosses(table, burst)),
  });
  say(
    `flows per second: ${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))} (${PER_SECOND} wanted)`,
  );
  const common = {
    size: size + BURST,
    unit: 'events',
    peer: lost.peer,
    bounds: { absolute: 0 },
    // Where the machine was too busy to make flows so fast, nothing is shown.
    holds: Math.min(...rates) >= 0.9 * PER_SECOND,
  };
  return [
    figureOf({
      ...common,
      id: 'P4',
      title: `most lost of ${BURST} at ${PER_SECOND}/s`,
      ours: lost.quiet.high,
    }),
    figureOf({ ...common, id: 'P4 listing', title: 'most lost while it lists', ours: lost.listing.high }),
  ];
}

/** Waits until the engine's table holds every flow; answers how many events its executor was not given. */
async function settledLosses(engine: BenchEngine, table: BigTable, flows: number): Promise<number> {
  await until('the table to be complete', () => (engine.state()?.flows === flows ? true : null));
  return droppedEvents(table.namespace.pid) ?? Number.NaN;
}

async function conntrackLosses(
  table: BigTable,
  burst: (table: BigTable) => Promise<number>,
): Promise<number> {
  const { pid } = table.namespace;
  const [program, ...rest] = table.inside('conntrack', '-E', '-e', 'NEW', '-b', String(BUFFER_BYTES));
  const listener = execa(program, rest, { stdout: 'ignore', stderr: 'ignore', reject: false });
  await until('conntrack -E to listen', () => droppedEvents(pid));
  await burst(table);
  await pause(500);
  const dropped = droppedEvents(pid) ?? Number.NaN;
  listener.kill();
  await listener;
  return dropped;
}

/** With a small buffer: how soon a loss shows, and how soon the table is true again. */
async function measureRepair(size: number): Promise<Figure[]> {
  const shownAfter: number[] = [];
  const trueAfter: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < 3; round++) {
    let shownAt = 0;
    let trueAt = 0;
    await withEngine(
      size,
      SMALL_BUFFER_BYTES,
      async (engine, table) => {
        await engine.list();
        const made = table.make(size, BURST);
        const lostAt = await until(
          'a loss',
          () => ((droppedEvents(table.namespace.pid) ?? 0) > 0 ? performance.now() : null),
          { everyMs: 1 },
        );
        const { endedAt, flows } = await made;
        await until('the repair', () =>
          engine.state()?.phase === 'live' && engine.state()?.flows === flows ? true : null,
        );
        shownAfter.push(Math.max(0, shownAt - lostAt));
        trueAfter.push(Math.max(0, trueAt - endedAt));
        floors.push(await table.timeFloor());
        return 0;
      },
      ({ phase, losses, listedAt }) => {
        if (losses.count > 0 && shownAt === 0) shownAt = performance.now();
        if (phase === 'live') trueAt = listedAt ?? 0;
      },
    );
  }
  const floor = Math.max(...floors);
  const common = { size: size + BURST, unit: 'ms' };
  return [
    figureOf({
      ...common,
      id: 'P4 shown',
      title: 'loss shown',
      ours: Math.max(...shownAfter),
      bounds: { absolute: 100 },
    }),
    figureOf({
      ...common,
      id: 'P4 repaired',
      title: 'table true again after the burst, beyond one dump',
      ours: Math.max(...trueAfter) - floor,
      floor,
      bounds: { absolute: 1000 },
    }),
  ];
}

async function withTable<T>(size: number, work: (table: BigTable) => Promise<T>): Promise<T> {
  const table = await makeBigTable(size);
  try {
    return await work(table);
  } finally {
    await table.dispose();
  }
}

function withEngine<T>(
  size: number,
  eventBufferBytes: number,
  work: (engine: BenchEngine, table: BigTable) => Promise<T>,
  onState: Parameters<typeof startBenchEngine>[0]['onState'] = () => undefined,
): Promise<T> {
  return withTable(size, async (table) => {
    const { pid, netns } = table.namespace;
    const engine = startBenchEngine({ place: async () => ({ pid, netns }), eventBufferBytes, onState });
    try {
      return await work(engine, table);
    } finally {
      await engine.stop();
    }
  });
}
