import { beforeEach, describe, expect, it, vi } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { firstZones } from '../../e2e/fixtures/first-zones.ts';
import { countsOf, flowWorksOf } from '../../e2e/fixtures/flow-works.ts';
import { comparable, entriesOf } from '../../e2e/fixtures/same-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { rowsOf, stateWhen } from '../../e2e/fixtures/test-engine.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { ICMP, UDP } from '../../shared/protocol.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();
beforeEach(async () => {
  await sandbox.table.conntrack('-F');
  await sameAsKernel();
});

const inject = (...specs: FlowSpec[]) => sandbox.client.call('flows.inject', { targetId, specs });
const remove = async (...refs: FlowRef[]) =>
  countsOf(await flowWorksOf(sandbox.client, targetId).deleteFlows(...refs));
const query = (changes: Partial<CallInput<'flows.query'>> = {}) =>
  sandbox.client.call('flows.query', { targetId, filter: '', sort: [], offset: 0, limit: 100, ...changes });

async function create(spec: FlowSpec): Promise<FlowRef> {
  const [outcome] = await inject(spec);
  if (outcome?.outcome !== 'created') throw new Error(`it was not created: ${JSON.stringify(outcome)}`);
  return outcome.ref;
}

/** Waits until the engine's picture is the kernel's table, entry by entry. */
async function sameAsKernel(): Promise<void> {
  await vi.waitFor(
    async () => {
      const [rows, entries] = [await rowsOf(sandbox.client, targetId), await sandbox.table.entries()];
      expect(comparable(entriesOf(rows))).toEqual(comparable(entries));
    },
    { timeout: 10_000, interval: 50 },
  );
}

describe('an open sandbox', () => {
  it('is live, empty and unlocked, and knows the kernel’s settings', async () => {
    const state = await stateWhen(
      sandbox.client,
      targetId,
      ({ phase, flows }) => phase === 'live' && flows === 0,
    );
    expect(state).toMatchObject({
      locked: false,
      error: null,
      losses: { count: 0 },
      sysctls: { nf_conntrack_acct: 1, nf_conntrack_timestamp: 1, nf_conntrack_events: 1 },
    });
    expect(state.maximum).toBe(state.sysctls.nf_conntrack_max);
    expect(state.listedAt).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is joined, not made again, when it is opened twice', async () => {
    const holder = sandbox.engine.holderPid();
    await Promise.all([1, 2, 3].map(() => sandbox.client.call('target.open', { targetId })));
    expect(sandbox.engine.holderPid()).toBe(holder);
    // Throws if there were two.
    expect(sandbox.engine.executorPid()).toBeGreaterThan(0);
  });
});

describe('injected flows', () => {
  it('are in the kernel’s table and among the rows', async () => {
    const outcomes = await inject(
      numberedFlow(1),
      numberedFlow(2, { protocol: UDP, state: null, zone: { direction: 'original', zone: 9 } }),
      numberedFlow(3, { protocol: ICMP, state: null, l4: { kind: 'icmp', type: 8, code: 0, id: 3333 } }),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
    expect(await sandbox.table.entries()).toHaveLength(3);
    await sameAsKernel();
  });

  it('are answered each for itself and in order', async () => {
    await inject(numberedFlow(2));
    const outcomes = await inject(
      numberedFlow(1),
      numberedFlow(2),
      numberedFlow(3, { protocol: ICMP, state: null, l4: { kind: 'icmp', type: 99, code: 0, id: 1 } }),
      numberedFlow(4),
      numberedFlow(4),
    );
    expect(outcomes).toMatchObject([
      { outcome: 'created' },
      { outcome: 'exists', error: { code: 'exists', errno: 'EEXIST' } },
      { outcome: 'refused', error: { code: 'invalid', errno: 'EINVAL' } },
      { outcome: 'created' },
      { outcome: 'exists', error: { code: 'exists', errno: 'EEXIST' } },
    ]);
    expect(await sandbox.table.entries()).toHaveLength(3);
  });

  it('stop coming when the call is cancelled, and those that came are shown', async () => {
    const abort = new AbortController();
    const specs = Array.from({ length: 1000 }, (_, number) => numberedFlow(number));
    const call = sandbox.client.call('flows.inject', { targetId, specs }, abort.signal);
    abort.abort();
    await expect(call).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await sameAsKernel();
    expect((await sandbox.table.entries()).length).toBeLessThan(1000);
  });
});

describe('deleted flows', () => {
  it('are gone from the kernel and from the rows', async () => {
    const refs = [await create(numberedFlow(1)), await create(numberedFlow(2))];
    const kept = await create(numberedFlow(3));
    expect(await remove(...refs)).toEqual({ deleted: 2 });
    expect((await sandbox.table.entries()).map(({ id }) => id)).toEqual([kept.id]);
    await sameAsKernel();
  });

  it('that had ended are told apart from those that were there', async () => {
    const [gone, there] = [await create(numberedFlow(1)), await create(numberedFlow(2))];
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', '1');
    expect(await remove(gone, there)).toEqual({ deleted: 1, gone: 1 });
  });

  it('never take the flow with them that took the place of the one that was meant', async () => {
    const before = await create(numberedFlow(1));
    let after = before;
    // Others take the place in memory, of which the kernel makes the id, until it gives another one.
    for (let filler = 100; after.id === before.id; filler++) {
      await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', '1');
      await create(numberedFlow(filler));
      after = await create(numberedFlow(1));
    }
    expect(await remove(before)).toEqual({ gone: 1 });
    expect((await sandbox.table.entries()).map(({ id }) => id)).toContain(after.id);
    await sameAsKernel();
  });
});

describe('the rows', () => {
  it('show what others do to the table as it happens', async () => {
    await sandbox.table.conntrack(
      '-I',
      '-p',
      'udp',
      '-s',
      '192.0.2.1',
      '-d',
      '192.0.2.2',
      '--sport',
      '5',
      '--dport',
      '6',
      '-t',
      '99',
    );
    await stateWhen(sandbox.client, targetId, ({ flows }) => flows === 1);
    await sandbox.table.conntrack('-U', '-p', 'udp', '-s', '192.0.2.1', '-m', '77');
    // Flows of the tests before are still shown as gone, and may be more than a page holds.
    const row = async () => (await query({ filter: 'src == 192.0.2.1 and sport == 5' })).rows[0];
    await vi.waitFor(async () => expect((await row())?.flow.mark).toBe(77), { timeout: 5000 });
    await sandbox.table.conntrack('-D', '-p', 'udp', '-s', '192.0.2.1');
    await stateWhen(sandbox.client, targetId, ({ flows }) => flows === 0);
    expect((await row())?.goneSince).toBeGreaterThan(Date.now() - 10_000);
  });

  it('are the kernel’s after many hands changed the table at once, entry by entry', async () => {
    const random = (below: number) => Math.floor(Math.random() * below);
    const ends = ['-s', '192.0.2.1', '-d', '192.0.2.2'];
    const protocols = ['tcp', 'udp', '253'];
    const actions = ['-I', '-I', '-I', '-D', '-U'];
    const pick = (words: readonly string[]) => words[random(words.length)] ?? '';

    /** One conntrack(8) after the other; many find nothing to delete, or a flow that is there already. */
    async function hand(): Promise<void> {
      for (let count = 0; count < 25; count++) {
        const [action, protocol] = [pick(actions), pick(protocols)];
        const ports = protocol === '253' ? [] : ['--sport', String(random(12)), '--dport', '80'];
        const zone = action === '-U' ? [] : ['-w', String(random(3))];
        const values = action === '-D' ? [] : ['-t', String(600 + random(600)), '-m', String(random(4))];
        const state = action === '-I' && protocol === 'tcp' ? ['--state', 'ESTABLISHED'] : [];
        const args = [action, '-p', protocol, ...ends, ...ports, ...zone, ...values, ...state];
        const { exitCode, stderr } = await sandbox.table.namespace.run('conntrack', args);
        expect([0, 1], stderr).toContain(exitCode);
      }
    }
    async function ownHand(): Promise<void> {
      for (let count = 0; count < 30; count++) {
        const specs = Array.from({ length: 20 }, () => numberedFlow(random(200)));
        const outcomes = await inject(...specs);
        const refs = outcomes.flatMap((outcome) => (outcome.outcome === 'created' ? [outcome.ref] : []));
        if (refs.length > 0) await remove(...refs.slice(0, random(refs.length) + 1));
      }
    }
    await Promise.all([hand(), hand(), hand(), hand(), ownHand()]);
    expect((await sandbox.table.entries()).length).toBeGreaterThan(20);
    await sameAsKernel();

    // Seconds run on, so they are compared to the nearest few.
    const seconds = (entries: ReturnType<typeof entriesOf>) =>
      new Map(entries.map((entry) => [comparable([entry])[0], entry.timeoutSeconds]));
    await query({ limit: 1000 });
    const shown = seconds(entriesOf(await rowsOf(sandbox.client, targetId)));
    for (const [key, left] of seconds(await sandbox.table.entries()))
      expect(Math.abs((shown.get(key) ?? 0) - (left ?? 0)), key).toBeLessThanOrEqual(3);
  }, 60_000);
});

describe('zones', () => {
  it('are counted as flows come and go', async () => {
    const inZone = (number: number, zone: number) =>
      create(numberedFlow(number, { zone: { direction: 'both', zone } }));
    const refs = [await inZone(1, 7), await inZone(2, 7), await inZone(3, 8)];
    const usage = async () => {
      const { rows } = await sandbox.client.call('zones.usage', firstZones);
      return rows.map(({ zone, flows }) => [zone, flows]);
    };
    await vi.waitFor(async () =>
      expect(await usage()).toEqual([
        [7, 2],
        [8, 1],
      ]),
    );
    const free = await sandbox.client.call('zones.free', {
      targetId,
      from: 7,
      count: 2,
      contiguous: false,
      avoidSeenMinutes: 0,
    });
    expect(free.zones).toEqual([9, 10]);
    await remove(...refs.slice(0, 2));
    await vi.waitFor(async () => expect(await usage()).toEqual([[8, 1]]));
  });
});

describe('a filter on the time left', () => {
  it('lets flows in as time passes, though nothing happens to them', async () => {
    // The next listing is five seconds away then, and what is waited for only two.
    const asked = Date.now();
    await sandbox.client.call('target.relist', { targetId });
    await stateWhen(sandbox.client, targetId, ({ listedAt }) => listedAt !== null && listedAt >= asked);
    await create(numberedFlow(1, { timeoutSeconds: 12 }));
    const soon = () => query({ filter: 'timeout < 10s' });
    let { matched, version } = await soon();
    expect(matched).toBe(0);
    // As a page does: it asks again when the version moves.
    while (matched === 0) {
      const before = version;
      await stateWhen(sandbox.client, targetId, (state) => state.version > before);
      ({ matched, version } = await soon());
    }
    const [entry] = await sandbox.table.entries();
    expect(entry?.timeoutSeconds).toBeLessThan(10);
    expect(entry?.timeoutSeconds).toBeGreaterThanOrEqual(8);
  });
});
