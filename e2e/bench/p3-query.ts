import { inSlices } from '../../electron/engine/slices.ts';
import type { FlowTable } from '../../electron/flows/flow-table.ts';
import { FlowQueries } from '../../electron/flows/query.ts';
import { SortColumn } from '../../shared/flow-page.ts';
import * as Row from '../../shared/flow-record.ts';
import type { Benchmark } from './benchmark.ts';
import { medianOf, pause, type Series, seriesOf } from './measure.ts';
import { fillMixed, makeMemoryTable } from './memory-table.ts';
import { figureOf } from './report.ts';

/** What people look for: a word alone, an address, a port, a zone, counters, and a mixture. */
const FILTERS = [
  'proto == tcp',
  'dst in 198.18.3.0/24',
  'zone in {2, 5} and not assured',
  'bytes > 1MB or rate >= 2Mbit/s',
  'port == 443 and mark & 0xff == 0x03',
  '10.0.3.18',
];
const CHANGED = 10_000;
const SCREEN = 100;

/** P3: filter and sort a table in memory; and again after some of it changed. */
export const p3: Benchmark = {
  id: 'P3',
  title: 'filter and sort, first rows',
  async run({ size, rounds, say }) {
    const table = makeMemoryTable(size);
    const queries = await timeQueries(table, rounds);
    const slowest = [...queries].sort(([, a], [, b]) => b.median - a.median).slice(0, 3);
    say(`slowest: ${slowest.map(([name, { median }]) => `${name} ${median.toFixed(0)} ms`).join(', ')}`);
    const medians = [...queries.values()].map(({ median }) => median);
    const again = await timeChanges(table, size, rounds);
    const peer = timeComparator(table);
    const common = { size, unit: 'ms' };
    return [
      figureOf({
        ...common,
        id: 'P3',
        title: p3.title,
        ours: seriesOf(medians),
        peer,
        bounds: { absolute: 100 },
      }),
      figureOf({
        ...common,
        id: 'P3 again',
        title: `the same after ${CHANGED} rows changed`,
        ours: again,
        peer,
        bounds: { absolute: 30 },
      }),
    ];
  },
};

/** Milliseconds to the first rows of every sort column and of some filters, each asked for the first time. */
export async function timeQueries(table: FlowTable, rounds: number): Promise<Map<string, Series>> {
  const asked: [name: string, filter: string, column: SortColumn][] = [
    ...SortColumn.options.map((column): [string, string, SortColumn] => [column, '', column]),
    ...FILTERS.map((filter): [string, string, SortColumn] => [filter, filter, 'bytes']),
  ];
  const times = new Map<string, number[]>(asked.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, filter, column] of asked) {
      // A new one each time has no earlier answer to give.
      const queries = new FlowQueries(table);
      const start = performance.now();
      const query = { filter, sort: [{ column, descending: true }], offset: 0, limit: SCREEN };
      await inSlices('filter flows', queries.page(query));
      times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, values]) => [name, seriesOf(values)]));
}

/** Milliseconds until a question is answered truly again after some rows changed. */
async function timeChanges(table: FlowTable, size: number, rounds: number): Promise<Series> {
  const queries = new FlowQueries(table);
  const query = { filter: 'proto == tcp', sort: [{ column: 'bytes' as const, descending: true }] };
  const ask = () => inSlices('filter flows', queries.page({ ...query, offset: 0, limit: SCREEN }));
  let { tookMs } = await ask();
  const times: number[] = [];
  for (let round = 0; round < rounds + 2; round++) {
    const step = Math.max(1, Math.floor(size / CHANGED));
    for (let index = round % step; index < size; index += step) {
      fillMixed(table, index, round + 1);
      table.put('updated');
    }
    // An answer may be used again for a few times as long as it took.
    await pause(tookMs * 5);
    const start = performance.now();
    const page = await ask();
    times.push(performance.now() - start);
    tookMs = page.tookMs;
    if (page.version !== table.version) throw new Error('the answer is older than the table');
  }
  return seriesOf(times);
}

/** Milliseconds that sorting row numbers with a comparison function takes: bytes of both directions. */
function timeComparator(table: FlowTable): number {
  const times: number[] = [];
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    const bytes = (row: number) =>
      (table.word(row, Row.ORIG_BYTES) + table.word(row, Row.REPLY_BYTES)) * 0x1_0000_0000 +
      table.word(row, Row.ORIG_BYTES + 1) +
      table.word(row, Row.REPLY_BYTES + 1);
    Uint32Array.from({ length: table.rowsUsed }, (_, row) => row).sort((a, b) => bytes(b) - bytes(a));
    times.push(performance.now() - start);
  }
  return medianOf(times);
}
