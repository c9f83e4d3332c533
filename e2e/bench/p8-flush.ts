import { randomUUID } from 'node:crypto';
import { sandboxExecutorCommand } from '../../electron/executor/command-lines.ts';
import { ownNetns } from '../../electron/executor/holder.ts';
import { launchParts } from '../../electron/executor/launch-parts.ts';
import { NetlinkConntrack } from '../../electron/targets/netlink-conntrack.ts';
import { countOf } from '../../shared/work.ts';
import { ignoreEvents } from '../fixtures/kernel.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { fill, makeBigTable, type OwnTable } from './big-table.ts';
import { type BenchEngine, EXECUTOR_FOLDER, startBenchEngine } from './engine.ts';
import { interleave, pause, until } from './measure.ts';
import { figureOf } from './report.ts';

const targetId = 'sandbox';
const EVENT_BUFFER_BYTES = 8 << 20;

/** How long a person looks at the preview before saying yes; the engine looks meanwhile whether this kernel honours filters. */
const PREVIEW_MS = 2000;

/** One of the mix's eight zones for each of those that are measured. */
const zones = { ours: 1, floor: 2, peer: 3 } as const;

/**
 * P8: deletes one zone of eight. Ours is until the count is answered and the engine's table no longer holds the zone; the
 * floor is the kernel's own flush, asked for by an executor that listens to events and does nothing with them.
 */
export const p8: Benchmark = {
  id: 'P8',
  title: 'empty one zone of eight',
  async run(conditions) {
    const size = fittingSize(conditions);
    const { ours, floor, peer } = await timeFlushes(size, conditions.rounds);
    return [
      figureOf({ id: 'P8', title: p8.title, size, unit: 'ms', ours, floor, peer, bounds: { toPeer: 0.15 } }),
    ];
  },
};

/** Times all three on tables of some size. */
export async function timeFlushes(size: number, rounds: number) {
  const table = await makeBigTable(size);
  try {
    return await interleave(rounds, {
      ours: () => withEngine(table, size, (engine) => timeOurs(engine)),
      floor: () => timeBareFlush(table, size),
      peer: async () => {
        await fill(table, size);
        return table.timeProgram('conntrack', '-D', '-w', String(zones.peer));
      },
    });
  } finally {
    await table.dispose();
  }
}

async function withEngine(
  table: OwnTable,
  size: number,
  work: (engine: BenchEngine) => Promise<number>,
): Promise<number> {
  await fill(table, size);
  const { pid, netns } = table.namespace;
  const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
  try {
    await engine.list();
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

async function timeOurs({ client, state }: BenchEngine): Promise<number> {
  const before = state()?.flows ?? 0;
  const scope = { kind: 'zone', zone: zones.ours } as const;
  const { count } = await client.call('flows.pick', { targetId, scope });
  await pause(PREVIEW_MS);
  const start = performance.now();
  const result = await client.call('flows.flush', {
    targetId,
    scope,
    confirmation: null,
    workId: randomUUID(),
  });
  const took = performance.now() - start;
  if (countOf(result, 'deleted') !== count) throw new Error(`of ${count}: ${JSON.stringify(result.counts)}`);
  await until('the flows to be gone', () => (state()?.flows === before - count ? true : null));
  return took;
}

async function timeBareFlush(table: OwnTable, size: number): Promise<number> {
  await fill(table, size);
  const parts = launchParts(EXECUTOR_FOLDER);
  const command = sandboxExecutorCommand(parts, table.namespace.pid, ownNetns(), EVENT_BUFFER_BYTES);
  const ignore = () => undefined;
  const conntrack = await NetlinkConntrack.open(command, {
    sink: ignoreEvents,
    onLoss: ignore,
    onLog: ignore,
  });
  try {
    const start = performance.now();
    await conntrack.flush({ zone: zones.floor });
    return performance.now() - start;
  } finally {
    await conntrack.close();
  }
}
