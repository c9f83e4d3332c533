import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../e2e/fixtures/fill-table.ts';
import { type Kernel, openKernel } from '../e2e/fixtures/kernel.ts';
import { WHOLE_TABLE } from '../electron/executor/allow-list.ts';
import { encodeFlush } from '../electron/netlink/encode-dump.ts';
import { encodeCreate } from '../electron/netlink/encode-flow.ts';
import { encodeUpdate, type FlowUpdate } from '../electron/netlink/encode-life.ts';
import { changeCommand, deleteFlowCommand, flushCommand } from './change-command.ts';
import type { Command } from './command.ts';
import { type FlowRef, refOf } from './flow.ts';
import type { FlowChange } from './flow-change.ts';
import { lifeOf } from './flow-life.ts';
import type { FlowSpec } from './flow-spec.ts';
import type { FlushScope } from './pick.ts';
import { SCTP, TCP, UDP } from './protocol.ts';
import { StatusBit } from './status.ts';

// What we do in one namespace, conntrack(8) does in another by the command that we show: the tables are the same after.

let ours: Kernel;
let theirs: Kernel;
beforeAll(async () => {
  [ours, theirs] = [await openKernel(), await openKernel()];
});
afterAll(async () => {
  await ours.dispose();
  await theirs.dispose();
});
beforeEach(async () => {
  for (const { namespace } of [ours, theirs]) await namespace.run('conntrack', ['-F']);
});

async function createInBoth(...specs: readonly FlowSpec[]): Promise<void> {
  for (const kernel of [ours, theirs]) {
    for (const spec of specs) {
      const made = await kernel.ask((w, sequence) => encodeCreate(w, sequence, spec), 'acknowledgement');
      expect(made.outcome.errno).toBe(0);
    }
  }
}

async function runTheirs(command: Command): Promise<void> {
  if (!('argv' in command)) throw new Error(command.impossible);
  const [program = '', ...args] = command.argv;
  expect(await theirs.namespace.run(program, args)).toMatchObject({ exitCode: 0 });
}

/** A table without what differs by itself: ids, and seconds that run on, told to the nearest ten. */
async function entriesOf(kernel: Kernel): Promise<readonly string[]> {
  const flows = await kernel.list();
  return flows
    .map(({ flow: { id: _, timeoutSeconds, ...flow } }) =>
      JSON.stringify({ ...flow, timeoutSeconds: Math.ceil((timeoutSeconds ?? 0) / 10) }),
    )
    .sort();
}

async function onlyFlow(kernel: Kernel): Promise<FlowRef> {
  const [details] = await kernel.list();
  if (!details) throw new Error('the table is empty');
  return refOf(details.flow);
}

const word = fc.nat(0xffff_ffff);
const arbitraryChange: fc.Arbitrary<FlowChange> = fc.record({
  mark: fc.option(fc.record({ value: word, mask: word })),
  timeoutSeconds: fc.option(fc.integer({ min: 2, max: 9 }).map((tens) => tens * 100)),
  state: fc.option(fc.constantFrom(3, 7)),
  setStatus: fc.constantFrom(null, StatusBit.seenReply, StatusBit.seenReply | StatusBit.assured),
  labels: fc.constant(null),
  helper: fc.constant(null),
});

/** The change as we ask the kernel for it, of a flow without status bits of its own. */
function updateOf(change: FlowChange, status: number): FlowUpdate {
  const { mark, timeoutSeconds, state, setStatus } = change;
  return {
    ...(mark ? { mark } : {}),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
    ...(state === null ? {} : { state }),
    ...(setStatus === null ? {} : { status: (status | setStatus) >>> 0 }),
  };
}

describe('the command shown for a change', () => {
  it('does what we do', async () => {
    const changes = fc.sample(arbitraryChange, { numRuns: 20, seed: 7 });
    for (const change of changes) {
      for (const { namespace } of [ours, theirs]) await namespace.run('conntrack', ['-F']);
      await createInBoth(numberedFlow(1, { status: 0, mark: 0x1234_5678 }));
      const ref = await onlyFlow(ours);
      const { outcome } = await ours.ask(
        (w, sequence) => encodeUpdate(w, sequence, updateOf(change, StatusBit.confirmed), lifeOf(ref)),
        'acknowledgement',
      );
      expect(outcome.errno).toBe(0);
      await runTheirs(changeCommand(await onlyFlow(theirs), change));
      expect(await entriesOf(theirs), JSON.stringify(change)).toEqual(await entriesOf(ours));
    }
  }, 60_000);
});

describe('the command shown for deleting', () => {
  const flows = [
    numberedFlow(1),
    numberedFlow(2, { protocol: UDP, state: null, status: 0, mark: 0x11 }),
    numberedFlow(3, { protocol: SCTP, state: 4, sctpTags: { original: 1, reply: 2 }, mark: 0x21 }),
    numberedFlow(4, { zone: { direction: 'both', zone: 9 } }),
    numberedFlow(5, { zone: { direction: 'both', zone: 9 }, mark: 0x31, status: StatusBit.seenReply }),
  ];

  it.each<[string, FlushScope, number]>([
    ['the whole table', { kind: 'table' }, 0],
    ['a zone', { kind: 'zone', zone: 9 }, 3],
    ['zone 0', { kind: 'zone', zone: 0 }, 2],
    ['a mark', { kind: 'mark', mark: 0x20, mask: 0xf0 }, 4],
    ['status bits', { kind: 'status', bits: StatusBit.assured, mask: StatusBit.assured }, 2],
  ])('%s does what we do', async (_, scope, left) => {
    await createInBoth(...flows);
    const { outcome } = await ours.ask((w, sequence) => {
      if (scope.kind === 'table') encodeFlush(w, sequence, {}, WHOLE_TABLE);
      else if (scope.kind === 'zone') encodeFlush(w, sequence, { zone: scope.zone });
      else if (scope.kind === 'mark')
        encodeFlush(w, sequence, { mark: { value: scope.mark, mask: scope.mask } });
      else encodeFlush(w, sequence, { status: { value: scope.bits, mask: scope.mask } });
    }, 'acknowledgement');
    expect(outcome.errno).toBe(0);
    await runTheirs(flushCommand(scope));
    expect(await entriesOf(theirs)).toEqual(await entriesOf(ours));
    expect(await entriesOf(ours)).toHaveLength(left);
  });

  it('a zone misses flows that have it in one direction only, and zone 0 takes them, as the notes say', async () => {
    const directional = numberedFlow(6, { zone: { direction: 'original', zone: 9 } });
    await createInBoth(directional);
    const missed = await theirs.namespace.run('conntrack', ['-D', '-w', '9']);
    expect([missed.exitCode, (await theirs.list()).length]).toEqual([1, 1]);
    expect(flushCommand({ kind: 'zone', zone: 9 })).toMatchObject({
      note: expect.stringContaining('misses'),
    });
    await runTheirs(flushCommand({ kind: 'zone', zone: 0 }));
    expect(await theirs.list()).toEqual([]);
  });

  it('one flow deletes that flow and no other', async () => {
    await createInBoth(numberedFlow(1), numberedFlow(2));
    const wanted = (await theirs.list()).find(({ flow }) => flow.original.source === '10.1.0.0');
    if (!wanted) throw new Error('it is not there');
    expect(wanted.flow.protocol).toBe(TCP);
    await runTheirs(deleteFlowCommand(refOf(wanted.flow)));
    expect(await theirs.list()).toHaveLength(1);
  });
});
