import { type Benchmark, fittingSize } from './benchmark.ts';
import { type BigTable, makeBigTable } from './big-table.ts';
import { startBenchEngine } from './engine.ts';
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
      const { ours, peer, floor } = await timeListings(table, size, conditions.rounds);
      return [
        figureOf({
          id: 'P1',
          title: p1.title,
          size,
          unit: 'ms',
          ours,
          peer,
          floor,
          bounds: { toFloor: 1.15, toPeer: 0.75 },
        }),
      ];
    } finally {
      await table.dispose();
    }
  },
};

/** Milliseconds for listing a table: the engine from open to live, conntrack(8), and the bare receive loop. */
export async function timeListings(
  table: BigTable,
  size: number,
  rounds: number,
): Promise<Record<'ours' | 'peer' | 'floor', Series>> {
  const { pid, netns } = table.namespace;
  const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
  try {
    return await interleave(rounds, {
      floor: () => table.timeFloor(),
      ours: async () => {
        const milliseconds = await engine.list();
        const flows = engine.state()?.flows ?? 0;
        await engine.close();
        if (flows !== size) throw new Error(`the engine listed ${flows} of ${size} flows`);
        return milliseconds;
      },
      peer: () => table.timeProgram(...PEER),
    });
  } finally {
    await engine.stop();
  }
}
