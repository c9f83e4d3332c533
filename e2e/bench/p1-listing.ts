import { type Benchmark, fittingSize } from './benchmark.ts';
import { type BigTable, makeBigTable } from './big-table.ts';
import { type BenchEngine, startBenchEngine } from './engine.ts';
import { interleave, type Series } from './measure.ts';
import { figureOf } from './report.ts';

/** conntrack(8) with ids, as whoever wants to work with its output has to call it. */
const PEER = ['conntrack', '-L', '-o', 'extended,id'];

/** P1: listing a table until every flow can be queried. */
export const p1: Benchmark = {
  id: 'P1',
  title: 'list into the queryable table',
  async run(conditions) {
    const size = fittingSize(conditions);
    const table = await makeBigTable(size);
    try {
      const { ours, first, peer, floor } = await timeListings(table, size, conditions.rounds);
      const common = { size, unit: 'ms', peer, floor, bounds: { toFloor: 1.15, toPeer: 0.75 } };
      return [
        figureOf({ ...common, id: 'P1', title: p1.title, ours }),
        figureOf({ ...common, id: 'P1 first', title: 'the same by an engine just started', ours: first }),
      ];
    } finally {
      await table.dispose();
    }
  },
};

/**
 * Milliseconds for listing a table: the engine from open to live, again and again and just started; conntrack(8); and
 * the bare receive loop.
 */
export async function timeListings(
  table: BigTable,
  size: number,
  rounds: number,
): Promise<Record<'ours' | 'first' | 'peer' | 'floor', Series>> {
  const { pid, netns } = table.namespace;
  const place = async () => ({ pid, netns });
  const engine = startBenchEngine({ place });
  try {
    return await interleave(rounds, {
      floor: () => table.timeFloor(),
      ours: async () => {
        const milliseconds = await timeListing(engine, size);
        await engine.close();
        return milliseconds;
      },
      first: async () => {
        const fresh = startBenchEngine({ place });
        try {
          return await timeListing(fresh, size);
        } finally {
          await fresh.stop();
        }
      },
      peer: () => table.timeProgram(...PEER),
    });
  } finally {
    await engine.stop();
  }
}

async function timeListing(engine: BenchEngine, size: number): Promise<number> {
  const milliseconds = await engine.list();
  const flows = engine.state()?.flows ?? 0;
  if (flows !== size) throw new Error(`the engine listed ${flows} of ${size} flows`);
  return milliseconds;
}
