import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { comparable, entriesOf } from '../../e2e/fixtures/same-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { rowsOf, statesUntil, stateWhen } from '../../e2e/fixtures/test-engine.ts';
import {
  type FlowRange,
  MAX_RANGE_FLOWS,
  noEnds,
  type RangeEnds,
  rangeSize,
  specAt,
} from '../../shared/flow-range.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { ICMP, UDP } from '../../shared/protocol.ts';
import type { TargetState } from '../../shared/target-state.ts';
import { countOf, type Progress, type WorkResult } from '../../shared/work.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();
beforeEach(async () => {
  await sandbox.table.conntrack('-F');
  await stateWhen(sandbox.client, targetId, ({ phase, flows }) => phase === 'live' && flows === 0);
});

const first = numberedFlow(1);
function range(to: Partial<RangeEnds>, changes: Partial<FlowSpec> = {}): FlowRange {
  return { first: { ...first, ...changes }, to: { ...noEnds, ...to } };
}
/** 20 addresses with 1000 ports each. */
const many = range({ source: '10.1.0.19', sourcePort: 1000 });
/** So many that there is time to end them early. */
const veryMany = range({ source: '10.1.0.199', sourcePort: 1000 });

let works = 0;
const nextWork = () => `inject-range-${++works}`;
const inject = (flows: FlowRange, workId = nextWork(), signal?: AbortSignal) =>
  sandbox.client.call('flows.injectRange', { targetId, range: flows, workId }, signal);

async function expectSameAsKernel(flows: number): Promise<void> {
  await stateWhen(sandbox.client, targetId, (state) => state.phase === 'live' && state.flows === flows);
  const entries = comparable(await sandbox.table.entries());
  expect(entries).toHaveLength(flows);
  // Rows move up while those of earlier flows are swept away, and between two pages that shows.
  await vi.waitFor(
    async () => {
      const rows = comparable(entriesOf(await rowsOf(sandbox.client, targetId)));
      expect(rows.length).toBe(flows);
      expect(rows.filter((row, index) => row !== entries[index]).slice(0, 3)).toEqual([]);
    },
    { timeout: 10_000, interval: 500 },
  );
}

async function kernelCount(): Promise<number> {
  return Number((await sandbox.table.namespace.run('conntrack', ['-C'])).stdout);
}

/** Flows that are counted under any outcome. */
function tries({ counts }: WorkResult): number {
  return counts.reduce((sum, { flows }) => sum + flows, 0);
}

describe('a range of flows', () => {
  it('of 20,000 is in the kernel’s table and in the engine’s, each flow once', async () => {
    const result = await inject(many);
    expect(result).toMatchObject({
      counts: [{ outcome: 'created', flows: 20_000 }],
      refusals: [],
      refusalCount: 0,
      stopped: null,
    });
    const sources = (await sandbox.table.entries()).map(
      ({ original }) => `${original.src}:${original.sport}`,
    );
    expect(new Set(sources).size).toBe(20_000);
    await expectSameAsKernel(20_000);
  });

  it.each<[string, FlowRange]>([
    ['ports', range({ sourcePort: 30, destinationPort: 450 })],
    [
      'ICMP ids',
      range(
        { icmpId: 40, destination: '10.2.0.3' },
        { protocol: ICMP, state: null, l4: { kind: 'icmp', type: 8, code: 0, id: 7 } },
      ),
    ],
    [
      'IPv6 addresses',
      range({ source: '2001:db8::1:3' }, { source: '2001:db8::fffe', destination: '2001:db8:1::1' }),
    ],
    ['zones from 0', range({ zone: 9 })],
    [
      'zones of one direction from 0, in which answers clash',
      range({ zone: 9 }, { zone: { direction: 'original', zone: 0 }, protocol: UDP, state: null }),
    ],
    [
      'zones of the other direction, in which tuples clash',
      range({ zone: 9, sourcePort: 4 }, { zone: { direction: 'reply', zone: 5 } }),
    ],
    [
      'flows that are all translated alike',
      range({ sourcePort: 20 }, { sourceNat: { address: '203.0.113.1', port: null }, mark: 7 }),
    ],
  ])('over %s is what its flows are one by one', async (_, flows) => {
    const entries = async () =>
      comparable(await sandbox.table.entries()).map((entry) => entry.replace(/"id":\d+/, ''));
    const created = countOf(await inject(flows), 'created');
    const together = await entries();
    expect(together).toHaveLength(created);
    await sandbox.table.conntrack('-F');
    const specs = Array.from({ length: rangeSize(flows) }, (_flow, index) => specAt(flows, index));
    await sandbox.client.call('flows.inject', { targetId, specs });
    expect(together).toEqual(await entries());
  });

  it('leaves flows alone that exist, and names each', async () => {
    await fillTable(sandbox.engine.holderPid(), 10, 310);
    const workId = nextWork();
    const result = await inject(range({ sourcePort: 2000 }), workId);
    expect(result).toMatchObject({
      counts: [
        { outcome: 'created', flows: 1700 },
        { outcome: 'exists', flows: 300 },
      ],
      refusalCount: 300,
      stopped: null,
    });
    expect(result.refusals).toHaveLength(100);
    const refusals = await sandbox.client.call('work.refusals', { workId, offset: 299, limit: 10 });
    expect(refusals).toMatchObject([
      { outcome: 'exists', subject: 'tcp 10.1.0.0:309 → 10.2.0.1:443', error: { errno: 'EEXIST' } },
    ]);
    await expectSameAsKernel(2000);
  });

  it('whose flows the kernel refuses says so for each', async () => {
    const bad = range(
      { icmpId: 700 },
      { protocol: ICMP, state: null, l4: { kind: 'icmp', type: 8, code: 0, id: 1 }, helper: 'ftp' },
    );
    const result = await inject(bad);
    expect(tries(result)).toBe(700);
    expect(countOf(result, 'created')).toBe((await sandbox.table.entries()).length);
    expect(countOf(result, 'refused')).toBe(result.refusalCount);
  });

  it('is told of while it comes', async () => {
    const workId = nextWork();
    const seen: Progress[] = [];
    const stop = sandbox.client.subscribe(
      'work.progress',
      { workId },
      (progress) => seen.push(progress),
      () => undefined,
    );
    await inject(many, workId);
    await vi.waitFor(() => expect(seen.at(-1)).toEqual({ done: 20_000, total: 20_000, refused: 0 }));
    stop();
    expect(seen.every(({ done }, index) => done >= (seen[index - 1]?.done ?? 0))).toBe(true);
  });
});

describe('a range that ends early', () => {
  it('by Stop counts exactly what came', async () => {
    const workId = nextWork();
    const result = inject(veryMany, workId);
    await vi.waitFor(async () => expect(await kernelCount()).toBeGreaterThan(0));
    await sandbox.client.call('work.stop', { workId });
    const { counts, stopped } = await result;
    expect(stopped).toMatchObject({ code: 'cancelled' });
    expect(counts.map(({ outcome }) => outcome)).toEqual(['created', 'untried']);
    expect(tries(await result)).toBe(rangeSize(veryMany));
    const created = countOf(await result, 'created');
    expect(await kernelCount()).toBe(created);
    await stateWhen(sandbox.client, targetId, (state) => state.phase === 'live' && state.flows === created);
  });

  it('because its page is gone stops, and what came is shown', async () => {
    const page = new AbortController();
    const call = inject(veryMany, nextWork(), page.signal);
    const answer = expect(call).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await vi.waitFor(async () => expect(await kernelCount()).toBeGreaterThan(0));
    page.abort();
    await answer;
    const isOver = ({ phase, flows }: TargetState) => phase === 'live' && flows > 0;
    const { flows } = await stateWhen(sandbox.client, targetId, isOver);
    expect(flows).toBeLessThan(rangeSize(veryMany));
    expect(await kernelCount()).toBe(flows);
  });

  it('with its executor says of each flow whether it came, was not tried, or is not known', async () => {
    const executor = sandbox.engine.executorPid();
    const call = inject(veryMany);
    await vi.waitFor(async () => expect(await kernelCount()).toBeGreaterThan(0));
    process.kill(executor, 'SIGKILL');
    const result = await call;
    const [created, unknown] = [countOf(result, 'created'), countOf(result, 'unknown')];
    expect(result).toMatchObject({ stopped: { code: 'target-lost' }, refusalCount: unknown });
    expect(unknown).toBeGreaterThan(0);
    expect(tries(result)).toBe(rangeSize(veryMany));
    const { flows } = await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'live');
    expect(flows).toBeGreaterThanOrEqual(created);
    expect(flows).toBeLessThanOrEqual(created + unknown);
    expect(await kernelCount()).toBe(flows);
  });

  it('because the table is full says how many came, and what the kernel said of the next', async ({
    skip,
  }) => {
    const { maximum } = await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'live');
    skip(maximum === null || maximum > 300_000, `a table of ${maximum} flows takes too long to fill`);
    // Each fits by itself, both together do not.
    const half = { source: `10.1.0.${Math.ceil((maximum ?? 0) / 2000)}`, sourcePort: 1000 };
    const results = await Promise.all([
      inject(range(half)),
      inject(range(half, { protocol: UDP, state: null })),
    ]);
    const created = results.reduce((sum, result) => sum + countOf(result, 'created'), 0);
    expect(created).toBe(maximum);
    expect(await kernelCount()).toBe(maximum);
    const full = results.filter(({ stopped }) => stopped !== null);
    expect(full.length).toBeGreaterThan(0);
    for (const result of full) {
      expect(result).toMatchObject({
        stopped: { code: 'table-full', errno: 'ENOMEM' },
        refusalCount: countOf(result, 'refused'),
      });
      expect(tries(result)).toBe(rangeSize(range(half)));
    }
    await stateWhen(sandbox.client, targetId, ({ phase, flows }) => phase === 'live' && flows === maximum);
  }, 30_000);

  it('before it begins, when the table has no room for it, says how much there is', async ({ skip }) => {
    await fillTable(sandbox.engine.holderPid(), 0, 10);
    const maximum = (await stateWhen(sandbox.client, targetId, ({ flows }) => flows === 10)).maximum ?? 0;
    skip(maximum >= MAX_RANGE_FLOWS, 'a range that does not fit is refused anyway');
    const beyond = range({ source: '10.1.3.231', sourcePort: 1000 });
    await expect(inject(beyond)).rejects.toMatchObject({
      data: {
        code: 'table-full',
        message: expect.stringContaining(`room for ${(maximum - 10).toLocaleString('en-US')} more`),
      },
    });
    await expectSameAsKernel(10);
  });
});

describe('while very many flows come', () => {
  it('they are not listened to, the picture says so, and a listing makes it true', async () => {
    const before = await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'live');
    const states = statesUntil(
      sandbox.client,
      targetId,
      ({ phase, flows }) => phase === 'live' && flows === 20_000,
    );
    await inject(many);
    expect((await states).map(({ phase }) => phase)).toContain('resyncing');
    expect((await states).at(-1)?.losses).toEqual(before.losses);
    const question = { targetId, filter: '', kinds: [], before: null, offset: 0, limit: 10 };
    const log = await sandbox.client.call('events.page', question);
    expect(log.entries[0]).toMatchObject({ kind: 'gap', cause: 'injection', repairedAt: expect.any(Number) });
  });

  it('those that end later are still told of, also where events are made for listeners only', async () => {
    const setting = '/proc/sys/net/netfilter/nf_conntrack_events';
    await sandbox.table.namespace.run('tee', [setting], '2');
    try {
      await inject(many);
      await expectSameAsKernel(20_000);
      await sandbox.table.conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.3');
      // Sooner than the next listing.
      await stateWhen(sandbox.client, targetId, ({ flows }) => flows === 19_000);
    } finally {
      await sandbox.table.namespace.run('tee', [setting], '1');
    }
  });

  it('a few more among many are listened to as always', async () => {
    await inject(many);
    await expectSameAsKernel(20_000);
    const { listedAt } = await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'live');
    await inject(range({ sourcePort: 1000 }, { protocol: UDP, state: null }));
    const state = await stateWhen(sandbox.client, targetId, ({ flows }) => flows === 21_000);
    expect(state).toMatchObject({ phase: 'live', listedAt });
  });
});
