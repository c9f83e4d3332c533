import { zoneRows } from '../../electron/flows/zone-query.ts';
import { ZoneCounts } from '../../electron/flows/zone-usage.ts';
import { TCP } from '../../shared/protocol.ts';
import { firstZones } from '../fixtures/first-zones.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { makeBigTable } from './big-table.ts';
import { startBenchEngine } from './engine.ts';
import { MIX_ZONES } from './flow-mix.ts';
import { type Series, seriesOf } from './measure.ts';
import { firstZoneWithoutFlows, nextZone } from './neutron.ts';
import { type Figure, figureOf } from './report.ts';

const USED_ZONES = 60_000;
const FIRST_USED = 4097;
const TIMES = 50;

/** P6: what zones hold, and which is free. */
export const p6: Benchmark = {
  id: 'P6',
  title: 'zones',
  async run(conditions) {
    const size = fittingSize(conditions);
    const table = await makeBigTable(size);
    const { pid, netns } = table.namespace;
    const engine = startBenchEngine({ place: async () => ({ pid, netns }) });
    try {
      await engine.list();
      const { client } = engine;
      const target = { targetId: 'sandbox' };
      const usage = await timeCalls(async () => {
        const { total, inUse, rows } = await client.call('zones.usage', firstZones);
        if (total !== size || inUse !== MIX_ZONES || rows.length !== MIX_ZONES)
          throw new Error('the usage is not that of the table');
      });
      const free = await timeCalls(async () => {
        const { zones } = await client.call('zones.free', {
          ...target,
          from: 1,
          count: 1,
          contiguous: false,
          avoidSeenMinutes: 0,
        });
        if (zones[0] !== MIX_ZONES) throw new Error('that zone is not the first free one');
      });
      const start = performance.now();
      if ((await firstZoneWithoutFlows(table, 1)) !== MIX_ZONES)
        throw new Error('the listings tell another zone');
      const peer = performance.now() - start;
      const common = { size, unit: 'ms', bounds: { absolute: 5 } };
      return [
        figureOf({ ...common, id: 'P6', title: 'usage of all zones', ours: usage }),
        figureOf({ ...common, id: 'P6 free', title: 'first zone without flows', ours: free, peer }),
        ...withManyZones(),
      ];
    } finally {
      await engine.stop();
      await table.dispose();
    }
  },
};

/** Milliseconds of a call from a shell's thread to the engine and back. */
async function timeCalls(call: () => Promise<void>): Promise<Series> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return seriesOf(times);
}

/** What takes long only when tens of thousands of zones are in use. */
function withManyZones(): Figure[] {
  const counts = new ZoneCounts(() => 1);
  const devices = new Map<string, number>();
  for (let zone = FIRST_USED; zone < FIRST_USED + USED_ZONES; zone++) {
    for (let flow = 0; flow <= zone % 5; flow++) counts.add((zone << 16) | zone, TCP, 0);
    devices.set(`port-${zone}`, zone);
  }
  const expected = FIRST_USED + USED_ZONES;
  return [
    figureOf({
      id: 'P6 rows',
      title: `first 200 zones by flows, ${USED_ZONES} used`,
      size: USED_ZONES,
      unit: 'ms',
      ours: rowTimes(counts),
      bounds: { absolute: 5 },
    }),
    figureOf({
      id: 'P6 next',
      title: `next free zone, ${USED_ZONES} used`,
      size: USED_ZONES,
      unit: 'µs',
      ours: microseconds(100_000, () => counts.free.next(FIRST_USED), expected),
      peer: microseconds(100, () => nextZone(devices), expected),
      bounds: { absolute: 1, toPeer: 0.001 },
    }),
  ];
}

/** Milliseconds for one screen of the zone table, filtered and sorted. */
function rowTimes(counts: ZoneCounts): Series {
  const filter = { kind: 'compare', field: 'flows', operator: '>', value: 1 } as const;
  const sort = { column: 'flows', descending: true } as const;
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    const { matched } = zoneRows(counts, USED_ZONES, { filter, sort, offset: 0, limit: 200 });
    times.push(performance.now() - start);
    if (matched !== (USED_ZONES * 4) / 5) throw new Error('the filter finds other zones');
  }
  return seriesOf(times);
}

function microseconds(times: number, next: () => number, expected: number): Series {
  const taken: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (let time = 0; time < times; time++) {
      if (next() !== expected) throw new Error('that zone is not the next free one');
    }
    taken.push(((performance.now() - start) * 1000) / times);
  }
  return seriesOf(taken);
}
