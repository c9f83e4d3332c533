import { describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { descendantsOf } from '../../e2e/fixtures/process-tree.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { ICMP } from '../../shared/protocol.ts';

const EEXIST = 17;
const EINVAL = 22;

const sandbox = provideConntrack();

function flows(count: number): FlowSpec[] {
  return Array.from({ length: count }, (_, number) => numberedFlow(number));
}

/** What was refused, by its place in the batch. */
async function refusalsOf(
  specs: readonly FlowSpec[],
  through = sandbox.conntrack,
): Promise<Map<number, number>> {
  const refusals = new Map<number, number>();
  const { lost } = await through.createMany(specs, (place, errno) => refusals.set(place, errno));
  expect(lost).toBeNull();
  return refusals;
}

describe('a batch of flows', () => {
  it('is in the table when it has been answered', async () => {
    expect(await refusalsOf(flows(500))).toEqual(new Map());
    expect(await sandbox.table.entries()).toHaveLength(500);
  });

  it('has an answer for each flow that was refused, the first and the last among them', async () => {
    await refusalsOf([numberedFlow(0), numberedFlow(250), numberedFlow(499)]);
    const bad: FlowSpec = {
      ...numberedFlow(1, { protocol: ICMP, state: null }),
      l4: { kind: 'icmp', type: 99, code: 0, id: 1 },
    };
    const specs = flows(500).with(7, bad);
    expect(await refusalsOf(specs)).toEqual(
      new Map([
        [0, EEXIST],
        [7, EINVAL],
        [250, EEXIST],
        [499, EEXIST],
      ]),
    );
    expect(await sandbox.table.entries()).toHaveLength(499);
  });

  it('may be empty, refused as a whole, and one of many at once', async () => {
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, batch) => refusalsOf(flows(500).slice(0, batch === 0 ? 0 : 500))),
    );
    const sizes = batches.map(({ size }) => size);
    expect(sizes).toEqual([0, 0, ...Array.from({ length: 18 }, () => 500)]);
    expect(await sandbox.table.entries()).toHaveLength(500);
  });

  it('of which one message can’t be written is not sent at all, and harms no other', async () => {
    const before = refusalsOf([numberedFlow(1)]);
    const broken = sandbox.conntrack.createMany(
      [numberedFlow(2), { ...numberedFlow(3), source: 'nowhere' }],
      () => undefined,
    );
    const after = refusalsOf([numberedFlow(4)]);
    await expect(broken).rejects.toMatchObject({ data: { code: 'invalid', subject: 'nowhere' } });
    expect([await before, await after]).toEqual([new Map(), new Map()]);
    expect(await sandbox.table.entries()).toHaveLength(2);
  });

  it('whose executor is killed before it answers is said to be lost', async () => {
    const others = executorPids();
    const doomed = await sandbox.open();
    const pid = executorPids().find((candidate) => !others.includes(candidate)) ?? Number.NaN;
    // Stopped, it takes nothing of what is sent now.
    process.kill(pid, 'SIGSTOP');
    const answer = doomed.createMany(flows(500), () => undefined);
    process.kill(pid, 'SIGKILL');
    expect((await answer).lost?.data).toMatchObject({ code: 'target-lost' });
    await expect(doomed.createMany(flows(1), () => undefined)).rejects.toMatchObject({
      data: { code: 'target-lost' },
    });
  });
});

function executorPids(): number[] {
  const executors = descendantsOf(process.pid).filter(({ command }) =>
    command.some((word) => word.endsWith('/executor.cjs')),
  );
  return executors.map(({ pid }) => pid);
}
