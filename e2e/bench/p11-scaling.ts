import { type Benchmark, fittingSize } from './benchmark.ts';
import { makeBigTable } from './big-table.ts';
import { exponentOf, medianOf } from './measure.ts';
import { makeMemoryTable } from './memory-table.ts';
import { timeListings } from './p1-listing.ts';
import { timeQueries } from './p3-query.ts';
import { timeFlushes } from './p8-flush.ts';
import { type Figure, figureOf } from './report.ts';
import { runApart } from './run-apart.ts';

const SIZES = [10_000, 100_000, 1_000_000];
/** What still counts as linear, as a power of the size. */
const LINEAR = 1.1;

interface Cost {
  readonly size: number;
  readonly cost: number;
}

/** P11: cost against size, as the exponent of the power that fits best. */
export const p11: Benchmark = {
  id: 'P11',
  title: 'cost against size',
  async run(conditions) {
    const { size, rounds, say } = conditions;
    const inKernel = sizesUpTo(fittingSize(conditions));
    const kept: Cost[] = [];
    for (const flows of inKernel) {
      // Memory that this process had before would hide what is measured.
      const figures = await runApart('P2', { ...conditions, size: flows, rounds: 1 });
      kept.push({ size: flows, cost: figures.find(({ id }) => id === 'P2')?.ours ?? Number.NaN });
    }
    const listed: Cost[] = [];
    const table = await makeBigTable(0);
    try {
      let made = 0;
      for (const flows of inKernel) {
        await table.make(made, flows - made);
        made = flows;
        const { ours } = await timeListings(table, flows, rounds);
        listed.push({ size: flows, cost: ours.median });
      }
    } finally {
      await table.dispose();
    }
    const flushed: Cost[] = [];
    for (const flows of inKernel) {
      const { ours } = await timeFlushes(flows, 1);
      flushed.push({ size: flows, cost: ours.median });
    }
    const queried: Cost[] = [];
    for (const flows of sizesUpTo(size)) {
      const times = await timeQueries(makeMemoryTable(flows), 1);
      queried.push({ size: flows, cost: medianOf([...times.values()].map(({ median }) => median)) });
    }
    const exponent = (id: string, title: string, costs: readonly Cost[], unit = 'ms'): Figure => {
      say(`${id}: ${costs.map((point) => `${point.size}: ${point.cost.toFixed(1)} ${unit}`).join(', ')}`);
      const ours = exponentOf(costs);
      return figureOf({
        id,
        title,
        size: costs.at(-1)?.size ?? 0,
        unit: 'power',
        ours,
        bounds: { absolute: LINEAR },
      });
    };
    return [
      exponent('P11 P1', 'listing grows with the size to the', listed),
      exponent('P11 P8', 'emptying a zone grows with the size to the', flushed),
      exponent('P11 P2', 'memory grows with the size to the', kept, 'MB'),
      exponent('P11 P3', 'queries grow with the size to the', queried),
    ];
  },
};

/** At least two sizes, the largest being the one asked for. */
function sizesUpTo(largest: number): number[] {
  const below = SIZES.filter((size) => size < largest);
  return [...(below.length > 0 ? below : [Math.ceil(largest / 10)]), largest];
}
