import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf, type FlowWorks, flowWorksOf } from '../../e2e/fixtures/flow-works.ts';
import { comparable, entriesOf } from '../../e2e/fixtures/same-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { rowsOf } from '../../e2e/fixtures/test-engine.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { noEnds } from '../../shared/flow-range.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import type { TargetState } from '../../shared/target-state.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();
let works: FlowWorks;
beforeAll(() => {
  works = flowWorksOf(sandbox.client, targetId);
});
beforeEach(async () => {
  await sandbox.table.conntrack('-F');
  await sameAsKernel();
});

async function create(...specs: FlowSpec[]): Promise<FlowRef[]> {
  const outcomes = await sandbox.client.call('flows.inject', { targetId, specs });
  return outcomes.map((outcome) => {
    if (outcome.outcome !== 'created') throw new Error(`it was not created: ${JSON.stringify(outcome)}`);
    return outcome.ref;
  });
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

const inZone = (number: number, zone: number, direction: 'both' | 'original' | 'reply' = 'both') =>
  numberedFlow(number, { zone: { direction, zone } });

/** Zones of the flows that are in the kernel's table. */
async function zonesLeft(): Promise<string[]> {
  return (await sandbox.table.entries()).map(({ zones }) => `${zones.original}/${zones.reply}`).sort();
}

describe('deleting picked flows', () => {
  it('deletes those of a filter and no others', async () => {
    await create(...Array.from({ length: 30 }, (_, number) => inZone(number, number % 3)));
    const result = await works.delete({ kind: 'filter', filter: 'zone == 2' });
    expect(countsOf(result)).toEqual({ deleted: 10 });
    expect(result).toMatchObject({ refusalCount: 0, stopped: null, undo: { possible: true } });
    expect(new Set(await zonesLeft())).toEqual(new Set(['0/0', '1/1']));
    await sameAsKernel();
  });

  it('spares a flow that was made anew after it was picked', async () => {
    const [before] = await create(numberedFlow(1));
    if (!before) throw new Error('nothing was made');
    const scope = { kind: 'filter', filter: '' } as const;
    const { pickId } = await sandbox.client.call('flows.pick', { targetId, scope });
    await sandbox.table.conntrack('-F');
    let [after] = await create(numberedFlow(1));
    // In the same place of memory it would have the same id.
    for (let filler = 100; after?.id === before.id; filler++) {
      await sandbox.table.conntrack('-F');
      await create(numberedFlow(filler));
      [after] = await create(numberedFlow(1));
    }
    const kept = (await sandbox.table.entries()).map(({ id }) => id);
    const workId = crypto.randomUUID();
    const result = await sandbox.client.call('flows.delete', { targetId, pickId, workId });
    expect(countsOf(result)).toEqual({ gone: 1 });
    expect(result.refusals).toMatchObject([{ outcome: 'gone', error: { errno: 'ENOENT' } }]);
    expect((await sandbox.table.entries()).map(({ id }) => id)).toEqual(kept);
  });

  it('says of each what became of it', async () => {
    const [first, second] = await create(numberedFlow(1), numberedFlow(2));
    if (!first || !second) throw new Error('they were not made');
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', '1');
    const result = await works.deleteFlows(first, second);
    expect(countsOf(result)).toEqual({ deleted: 1, gone: 1 });
    expect(await sandbox.table.entries()).toEqual([]);
  });

  it('uses a pick once', async () => {
    await create(numberedFlow(1));
    const scope = { kind: 'table' } as const;
    const { pickId } = await sandbox.client.call('flows.pick', { targetId, scope });
    const again = () =>
      sandbox.client.call('flows.delete', { targetId, pickId, workId: crypto.randomUUID() });
    await again();
    await expect(again()).rejects.toMatchObject({ data: { code: 'not-found' } });
  });

  it('deletes what is kept chosen, but for some', async () => {
    const refs = await create(...Array.from({ length: 900 }, (_, number) => numberedFlow(number)));
    const { choiceId } = await sandbox.client.call('flows.choose', { targetId, base: { refs }, sweep: null });
    const kept = { choiceId, without: refs.slice(0, 1) };
    const { pickId, count, zones } = await sandbox.client.call('flows.pick', {
      targetId,
      scope: { kind: 'flows', refs: [], kept },
    });
    expect({ count, zones }).toEqual({ count: 899, zones: [{ zone: 0, flows: 899 }] });
    const workId = crypto.randomUUID();
    const result = await sandbox.client.call('flows.delete', { targetId, pickId, workId });
    expect(countsOf(result)).toEqual({ deleted: 899 });
  });
});

describe('emptying a zone', () => {
  it('takes plain and directional flows of it, and the kernel’s table is the engine’s after', async () => {
    await create(
      inZone(1, 0),
      inZone(2, 20),
      inZone(3, 20, 'original'),
      inZone(4, 20, 'reply'),
      inZone(5, 21),
    );
    const result = await works.flush({ kind: 'zone', zone: 20 });
    expect(countsOf(result)).toEqual({ deleted: 3 });
    expect(await zonesLeft()).toEqual(['0/0', '21/21']);
    await sameAsKernel();
  });

  it('0 leaves directional flows alone', async () => {
    await create(inZone(1, 0), inZone(2, 20, 'original'), inZone(3, 20, 'reply'));
    expect(countsOf(await works.flush({ kind: 'zone', zone: 0 }))).toEqual({ deleted: 1 });
    expect(await zonesLeft()).toEqual(['0/20', '20/0']);
  });

  it('in which every flow lies deletes them one by one, since nothing shows that the kernel heeds zones', async () => {
    await create(inZone(1, 20), inZone(2, 20));
    expect(countsOf(await works.flush({ kind: 'zone', zone: 20 }))).toEqual({ deleted: 2 });
    expect(await sandbox.table.entries()).toEqual([]);
  });

  it('by mark or status deletes what has those bits', async () => {
    await create(
      numberedFlow(1, { mark: 0x11 }),
      numberedFlow(2, { mark: 0x21 }),
      numberedFlow(3, { mark: 0x10, status: 0 }),
    );
    expect(countsOf(await works.flush({ kind: 'mark', mark: 0x20, mask: 0xf0 }))).toEqual({ deleted: 1 });
    const { assured } = StatusBit;
    expect(countsOf(await works.flush({ kind: 'status', bits: 0, mask: assured }))).toEqual({ deleted: 1 });
    expect((await sandbox.table.entries()).map(({ mark }) => mark)).toEqual([0x11]);
  });
});

describe('emptying the whole table', () => {
  it('needs the target’s title', async () => {
    await create(numberedFlow(1));
    for (const confirmation of [undefined, 'sandbox', ''])
      await expect(works.flush({ kind: 'table' }, confirmation)).rejects.toMatchObject({
        data: { code: 'invalid', hint: 'Type “Sandbox”.' },
      });
    expect(await sandbox.table.entries()).toHaveLength(1);
  });

  it('deletes everything, and Undo brings it back', async () => {
    await create(inZone(1, 0), inZone(2, 20, 'reply'), numberedFlow(3, { protocol: UDP, state: null }));
    const before = await sandbox.table.entries();
    expect(countsOf(await works.flush({ kind: 'table' }, 'Sandbox'))).toEqual({ deleted: 3 });
    expect(await sandbox.table.entries()).toEqual([]);
    expect(countsOf(await works.undo())).toEqual({ created: 3 });
    const withoutId = (entries: typeof before) => comparable(entries.map((entry) => ({ ...entry, id: 0 })));
    expect(withoutId(await sandbox.table.entries())).toEqual(withoutId(before));
    await sameAsKernel();
  });
});

const all = { kind: 'filter', filter: '' } as const;

describe('changing picked flows', () => {
  it('sets the mark’s bits under the mask and no others', async () => {
    await create(numberedFlow(1, { mark: 0xff00 }), numberedFlow(2, { mark: 0x12 }));
    const result = await works.change(all, { mark: { value: 0x34, mask: 0xff } });
    expect(countsOf(result)).toEqual({ changed: 2 });
    expect((await sandbox.table.entries()).map(({ mark }) => mark).sort()).toEqual([0x34, 0xff34].sort());
    await sameAsKernel();
  });

  it('tells those that were so already from those that were changed', async () => {
    await create(numberedFlow(1, { mark: 7 }), numberedFlow(2));
    expect(countsOf(await works.change(all, { mark: { value: 7, mask: 0xffff_ffff } }))).toEqual({
      changed: 1,
      unchanged: 1,
    });
  });

  it('sets timeout, state and status', async () => {
    await create(numberedFlow(1, { status: 0 }));
    const setStatus = StatusBit.seenReply | StatusBit.assured;
    expect(countsOf(await works.change(all, { timeoutSeconds: 77, state: 7, setStatus }))).toEqual({
      changed: 1,
    });
    const [entry] = await sandbox.table.entries();
    expect(entry).toMatchObject({ state: 'TIME_WAIT', assured: true, replied: true });
    expect(entry?.timeoutSeconds).toBeGreaterThan(70);
  });

  it('refuses a state to a protocol without, and changes the others', async () => {
    await create(numberedFlow(1), numberedFlow(2, { protocol: UDP, state: null }));
    const result = await works.change(all, { state: 7 });
    expect(countsOf(result)).toEqual({ changed: 1, refused: 1 });
    expect(result.refusals).toMatchObject([{ error: { code: 'invalid', message: 'udp has no states.' } }]);
  });

  it('says which parts the kernel changed before it refused another', async () => {
    await create(numberedFlow(1));
    const helper = 'ftp';
    const result = await works.change(all, { mark: { value: 5, mask: 0xff }, helper });
    expect(countsOf(result)).toEqual({ refused: 1 });
    expect(result.refusals[0]?.error).toMatchObject({ errno: 'EOPNOTSUPP' });
    // The kernel takes the helper first.
    expect((await sandbox.table.entries()).map(({ mark }) => mark)).toEqual([0]);
  });

  it('makes room for labels, which flows made before can’t have until they are made anew', async () => {
    const ofLabel3 = '8'.padStart(32, '0');
    const labels = { bits: ofLabel3, mask: ofLabel3 };
    await create(numberedFlow(1));
    const refused = await works.change(all, { labels });
    expect(refused.refusals).toMatchObject([
      { error: { errno: 'ENOSPC', hint: expect.stringContaining('Delete this one and Undo') } },
    ]);
    await create(numberedFlow(2));
    await sameAsKernel();
    expect(countsOf(await works.change(all, { labels }))).toEqual({ changed: 1, refused: 1 });
    await works.delete({ kind: 'filter', filter: 'sport == 1' });
    await works.undo();
    await sameAsKernel();
    expect(countsOf(await works.change(all, { labels }))).toEqual({ changed: 1, unchanged: 1 });
  });

  it('leaves another life alone', async () => {
    const [ref] = await create(numberedFlow(1));
    if (!ref) throw new Error('it was not made');
    const other = { ...ref, id: (ref.id ^ 1) >>> 0 };
    const result = await works.change({ kind: 'flows', refs: [other] }, { mark: { value: 5, mask: 0xff } });
    expect(countsOf(result)).toEqual({ gone: 1 });
    expect((await sandbox.table.entries()).map(({ mark }) => mark)).toEqual([0]);
  });

  it('is taken back by Undo, except for status flags, which stay', async () => {
    await create(numberedFlow(1, { mark: 3, status: 0 }));
    await works.change(all, {
      mark: { value: 5, mask: 0xff },
      state: 7,
      setStatus: StatusBit.seenReply,
      timeoutSeconds: 50,
    });
    const undone = await works.undo();
    expect(countsOf(undone)).toEqual({ changed: 1 });
    expect(undone.lost).toEqual([{ what: 'status flags, which stay set', flows: 1 }]);
    expect(await sandbox.table.entries()).toMatchObject([{ mark: 3, state: 'ESTABLISHED', replied: true }]);
  });
});

describe('Undo', () => {
  it('has nothing to take back at first, and says so', async () => {
    for (;;) {
      const undone = await works.undo().catch((error: unknown) => error);
      if (undone instanceof Error) {
        expect(undone).toMatchObject({ data: { code: 'not-found' } });
        return;
      }
    }
  });

  it('deletes the very flows that were injected', async () => {
    const [first] = await create(numberedFlow(1), numberedFlow(2));
    if (!first) throw new Error('they were not made');
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', '2');
    expect(countsOf(await works.undo())).toEqual({ deleted: 1, gone: 1 });
    expect(await sandbox.table.entries()).toEqual([]);
  });

  it('deletes what a range made, and only that', async () => {
    await create(numberedFlow(7));
    const range = { first: numberedFlow(5), to: { ...noEnds, sourcePort: 104 } };
    const workId = crypto.randomUUID();
    const made = await sandbox.client.call('flows.injectRange', { targetId, range, workId });
    expect(countsOf(made)).toEqual({ created: 99, exists: 1 });
    expect(made.undo).toEqual({ possible: true });
    expect(countsOf(await works.undo())).toEqual({ deleted: 99 });
    expect((await sandbox.table.entries()).map(({ original }) => original.sport)).toEqual(['7']);
  });

  it('of a deletion tells flows that came back by themselves meanwhile', async () => {
    const refs = await create(numberedFlow(1), numberedFlow(2));
    await works.deleteFlows(...refs);
    await sandbox.table.conntrack(
      ...'-I -p tcp -s 10.1.0.0 -d 10.2.0.1 --sport 1 --dport 443 --state LISTEN --timeout 60'.split(' '),
    );
    const undone = await works.undo();
    expect(countsOf(undone)).toEqual({ created: 1, exists: 1 });
    expect(undone.refusals).toMatchObject([{ outcome: 'exists', error: { errno: 'EEXIST' } }]);
    expect(undone.lost.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['start time', 'TCP window tracking']),
    );
  });

  it('goes back step by step', async () => {
    const [ref] = await create(numberedFlow(1));
    if (!ref) throw new Error('it was not made');
    await works.change({ kind: 'flows', refs: [ref] }, { mark: { value: 9, mask: 0xff } });
    await works.deleteFlows(ref);
    await works.undo();
    expect((await sandbox.table.entries()).map(({ mark }) => mark)).toEqual([9]);
    expect(countsOf(await works.undo())).toEqual({ changed: 1 });
    expect((await sandbox.table.entries()).map(({ mark }) => mark)).toEqual([0]);
    expect(countsOf(await works.undo())).toEqual({ deleted: 1 });
    expect(await sandbox.table.entries()).toEqual([]);
  });

  it('follows a flow through every life that Undo gave it', async () => {
    const [ref] = await create(numberedFlow(1));
    if (!ref) throw new Error('it was not made');
    await works.change(all, { mark: { value: 9, mask: 0xff } });
    const ids = new Set([ref.id]);
    for (let filler = 100; ids.size < 3; filler++) {
      await sameAsKernel();
      await works.delete({ kind: 'filter', filter: 'sport == 1' });
      // In the same place of memory it would have the same id: another flow takes that place.
      await fillTable(sandbox.engine.holderPid(), filler, filler + 1);
      await works.undo();
      const [entry] = (await sandbox.table.entries()).filter(({ original }) => original.sport === '1');
      ids.add(entry?.id ?? ref.id);
    }
    expect(countsOf(await works.undo())).toEqual({ changed: 1 });
    const marks = (await sandbox.table.entries()).map(({ mark }) => mark);
    expect(new Set(marks)).toEqual(new Set([0]));
  });
});

describe('a deletion whose executor is killed', () => {
  it('ends early, and counts every flow once: deleted, unknown or not tried', async () => {
    const range = { first: numberedFlow(0), to: { ...noEnds, sourcePort: 29_999 } };
    await sandbox.client.call('flows.injectRange', { targetId, range, workId: crypto.randomUUID() });
    await sameAsKernel();
    const deletion = works.delete({ kind: 'filter', filter: '' });
    const counter = '/proc/sys/net/netfilter/nf_conntrack_count';
    await vi.waitFor(
      async () =>
        expect(Number((await sandbox.table.namespace.run('cat', [counter])).stdout)).toBeLessThan(30_000),
      { timeout: 10_000, interval: 5 },
    );
    process.kill(sandbox.engine.executorPid(), 'SIGKILL');
    const result = await deletion;
    const { deleted = 0, unknown = 0, untried = 0 } = countsOf(result);
    expect(deleted + unknown + untried).toBe(30_000);
    expect(untried).toBeGreaterThan(0);
    expect(result.stopped).toMatchObject({ code: 'target-lost' });
    const left = (await sandbox.table.entries()).length;
    expect(left).toBeLessThanOrEqual(30_000 - deleted);
    expect(left).toBeGreaterThanOrEqual(untried);
    await sameAsKernel();
  }, 60_000);
});

describe('who watches', () => {
  it('knows what Undo would take back before the deletion is answered', async () => {
    let undo: TargetState['undo'] = null;
    const stop = sandbox.client.subscribe(
      'target.state',
      { targetId },
      (state) => {
        undo = state.undo;
      },
      () => undefined,
    );
    for (let flows = 1; flows <= 5; flows++) {
      await create(...Array.from({ length: flows }, (_, number) => inZone(number, 7)));
      await works.delete({ kind: 'filter', filter: 'zone == 7' });
      expect(undo).toEqual({ what: 'deletion', flows });
    }
    stop();
  });
});
