import { beforeEach, describe, expect, it, vi } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { firstZones } from '../../e2e/fixtures/first-zones.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { UDP } from '../../shared/protocol.ts';
import { countZones, type ZoneReservations } from '../../shared/zone-reservation.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();
beforeEach(async () => {
  await sandbox.table.conntrack('-F');
  await vi.waitFor(async () => expect(await usage()).toEqual([]));
});

const usage = async () => (await sandbox.client.call('zones.usage', firstZones)).rows;

/** How many flows conntrack(8) lists with these arguments. */
async function listed(...args: readonly string[]): Promise<number> {
  const { stdout } = await sandbox.table.namespace.run('conntrack', ['-L', ...args]);
  return stdout.split('\n').filter(Boolean).length;
}

async function create(...specs: readonly FlowSpec[]): Promise<void> {
  const outcomes = await sandbox.client.call('flows.inject', { targetId, specs: [...specs] });
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(specs.map(() => 'created'));
}

const inZone = (number: number, zone: number, direction: FlowSpec['zone']['direction'] = 'both') =>
  numberedFlow(number, { zone: { direction, zone } });

describe('the counts of a zone', () => {
  beforeEach(async () => {
    await create(
      inZone(1, 0),
      inZone(2, 0),
      inZone(3, 7),
      inZone(4, 7, 'original'),
      inZone(5, 7, 'original'),
      inZone(6, 7, 'reply'),
      inZone(7, 65_535),
      numberedFlow(8, { protocol: UDP, state: null, status: 0, zone: { direction: 'both', zone: 9 } }),
    );
    await vi.waitFor(async () => expect(await usage()).toHaveLength(4));
  });

  it('are those that conntrack(8) lists, plain and directional', async () => {
    const entries = await sandbox.table.entries();
    const zones = await usage();
    const inDefault = entries.filter(({ zones }) => zones.original === 0 && zones.reply === 0).length;
    expect(zones[0]).toMatchObject({ zone: 0, flows: inDefault, originalOnly: 0, replyOnly: 0 });
    for (const { zone, flows, originalOnly, replyOnly } of zones.slice(1)) {
      const original = entries.filter(({ zones }) => zones.original === zone).length;
      const reply = entries.filter(({ zones }) => zones.reply === zone).length;
      const both = entries.filter(({ zones }) => zones.original === zone && zones.reply === zone).length;
      expect({ zone, flows, originalOnly, replyOnly }).toEqual({
        zone,
        flows: original + reply - both,
        originalOnly: original - both,
        replyOnly: reply - both,
      });
      expect(await listed('-w', String(zone))).toBe(both);
      expect(await listed('--orig-zone', String(zone))).toBe(originalOnly);
      expect(await listed('--reply-zone', String(zone))).toBe(replyOnly);
    }
    expect(await usage()).toMatchObject([
      { zone: 0, flows: 2 },
      { zone: 7, flows: 4 },
      { zone: 9, flows: 1, unreplied: 1, protocols: [{ protocol: UDP, flows: 1 }] },
      { zone: 65_535, flows: 1, assured: 1 },
    ]);
  });

  it('follow what conntrack(8) deletes', async () => {
    await sandbox.table.conntrack('-D', '-w', '65535');
    await vi.waitFor(async () => expect((await usage()).map(({ zone }) => zone)).toEqual([0, 7, 9]));
  });

  it('go with age and source of the flows', async () => {
    const [zone] = await sandbox.client.call('zones.highlights', { targetId, zones: [9] });
    expect(zone).toMatchObject({ zone: 9, topSource: { address: numberedFlow(8).source, flows: 1 } });
    expect(zone?.oldestSeconds).toBeLessThan(20);
  });
});

describe('two zones', () => {
  it('are compared by what conntrack(8) would print for each without its zone', async () => {
    await create(inZone(1, 7), inZone(2, 7), inZone(2, 8), inZone(3, 8), inZone(4, 8, 'original'));
    await vi.waitFor(async () => expect(await usage()).toHaveLength(2));
    const comparison = await sandbox.client.call('zones.compare', { targetId, a: 7, b: 8 });
    const printed = async (zone: number) => {
      const entries = await sandbox.table.entries();
      return entries
        .filter(({ zones }) => zones.original === zone || zones.reply === zone)
        .map(({ original }) => Number(original.sport));
    };
    const [inA, inB] = [await printed(7), await printed(8)];
    const counts = {
      onlyA: comparison.onlyA.count,
      onlyB: comparison.onlyB.count,
      both: comparison.both.count,
    };
    expect(counts).toEqual({
      onlyA: inA.filter((port) => !inB.includes(port)).length,
      onlyB: inB.filter((port) => !inA.includes(port)).length,
      both: inA.filter((port) => inB.includes(port)).length,
    });
    expect(counts).toEqual({ onlyA: 1, onlyB: 2, both: 1 });
  });
});

describe('two pages on one sandbox', () => {
  const pages = ['first-page', 'second-page'];

  it('reserve a thousand zones each at the same time, none twice and none in use', async () => {
    await create(inZone(1, 4100), inZone(2, 4500, 'reply'));
    await vi.waitFor(async () => expect(await usage()).toHaveLength(2));
    const latest = new Map<string, ZoneReservations>();
    const stops = pages.map((reserver) =>
      sandbox.client.subscribe(
        'zones.reservations',
        { targetId, reserver },
        (reservations) => latest.set(reserver, reservations),
        (error) => expect.fail(error.message),
      ),
    );
    const search = { targetId, from: 4097, count: 10, contiguous: false, avoidSeenMinutes: 0 };
    const rounds = Array.from({ length: 100 }, () => pages).flat();
    const taken = await Promise.all(
      rounds.map(
        async (reserver) => (await sandbox.client.call('zones.reserve', { ...search, reserver })).zones,
      ),
    );
    const all = taken.flat();
    expect(all).toHaveLength(2000);
    expect(new Set(all).size).toBe(2000);
    expect(all).not.toContain(4100);
    expect(all).not.toContain(4500);
    await vi.waitFor(() => {
      for (const page of pages) expect(countZones(latest.get(page)?.own ?? [])).toBe(1000);
    });

    const ranges = latest.get('first-page')?.own ?? [];
    await sandbox.client.call('zones.release', { targetId, ranges });
    await vi.waitFor(() => expect(latest.get('second-page')?.others).toEqual([]));
    for (const stop of stops) stop();
  });
});
