import { describe, expect, it } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { provideConntrack } from '../../e2e/fixtures/sandbox-conntrack.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { ICMP, ICMPV6 } from '../../shared/protocol.ts';
import { errnoName } from '../netlink/decode-error.ts';

const sandbox = provideConntrack();

/** Deletes one life; answers the errno by name when it was refused. */
async function remove(ref: FlowRef): Promise<string | null> {
  let refused: string | null = null;
  const batch = { count: 1, words: lifeOf(ref), at: () => 0 };
  await sandbox.conntrack.many.remove(batch, (_, errno) => {
    refused = errnoName(errno);
  });
  return refused;
}

async function failureOf(work: Promise<unknown>): Promise<InspectorError> {
  const thrown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (thrown instanceof InspectorError) return thrown;
  throw thrown;
}

describe('a created flow', () => {
  it('is in the table, and its identity is answered with the kernel’s id', async () => {
    const ref = await sandbox.conntrack.create(numberedFlow(1, { zone: { direction: 'both', zone: 20 } }));
    const [entry, ...others] = await sandbox.table.entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ id: ref.id, zones: { original: 20, reply: 20 }, state: 'ESTABLISHED' });
    expect(ref.zones).toEqual({ original: 20, reply: 20 });
  });

  it.each([
    ['original', { original: 30, reply: 0 }],
    ['reply', { original: 0, reply: 30 }],
  ] as const)('in a zone of its %s direction is found there', async (direction, zones) => {
    const ref = await sandbox.conntrack.create(numberedFlow(2, { zone: { direction, zone: 30 } }));
    expect(ref.zones).toEqual(zones);
    expect((await sandbox.table.entries()).map((entry) => entry.zones)).toEqual([zones]);
    expect((await sandbox.conntrack.get(ref)).flow.id).toBe(ref.id);
  });

  it('is named by its addresses in canonical text, however they were written', async () => {
    const ref = await sandbox.conntrack.create(
      numberedFlow(3, { source: '2001:DB8:0:0:0:0:0:1', destination: '2001:db8::0.0.0.2' }),
    );
    expect(ref.original).toMatchObject({ source: '2001:db8::1', destination: '2001:db8::2' });
  });

  it('is told from the one in the other direction, which the kernel finds by the same tuple', async () => {
    const there = numberedFlow(4);
    const ref = await sandbox.conntrack.create(there);
    const back = { source: ref.original.destination, destination: ref.original.source };
    const l4 = { kind: 'ports', source: 443, destination: 4 } as const;
    const failure = await failureOf(sandbox.conntrack.get({ ...ref, original: { ...back, l4 } }));
    expect(failure.data).toMatchObject({ code: 'not-found', errno: 'ENOENT' });
  });

  it('that is there already is refused as such', async () => {
    await sandbox.conntrack.create(numberedFlow(5));
    const { data } = await failureOf(sandbox.conntrack.create(numberedFlow(5, { timeoutSeconds: 7 })));
    expect(data).toMatchObject({
      code: 'exists',
      errno: 'EEXIST',
      operation: 'inject tcp 10.1.0.0:5 → 10.2.0.1:443',
      hint: expect.anything(),
    });
    expect((await sandbox.table.entries()).map(({ timeoutSeconds }) => timeoutSeconds ?? 0)).toEqual([
      expect.closeTo(3600, -1),
    ]);
  });

  it.each([
    ['of an ICMP type without an answer', ICMP, '192.0.2.1', '192.0.2.2'],
    ['of an ICMPv6 type without an answer', ICMPV6, '2001:db8::1', '2001:db8::2'],
  ])('%s is refused by the kernel, and nothing is made', async (_, protocol, source, destination) => {
    const spec: FlowSpec = {
      ...numberedFlow(6, { source, destination, protocol, state: null }),
      l4: { kind: 'icmp', type: 99, code: 0, id: 1 },
    };
    const { data } = await failureOf(sandbox.conntrack.create(spec));
    expect(data).toMatchObject({ code: 'invalid', errno: 'EINVAL' });
    expect(await sandbox.table.entries()).toEqual([]);
  });
});

describe('a flow that is deleted', () => {
  it('is gone, and no other is', async () => {
    const ref = await sandbox.conntrack.create(numberedFlow(1));
    const kept = await sandbox.conntrack.create(numberedFlow(2));
    await remove(ref);
    expect((await sandbox.table.entries()).map(({ id }) => id)).toEqual([kept.id]);
  });

  it('in one zone leaves the same tuple in another zone alone', async () => {
    const ref = await sandbox.conntrack.create(numberedFlow(1, { zone: { direction: 'both', zone: 1 } }));
    const other = await sandbox.conntrack.create(numberedFlow(1, { zone: { direction: 'both', zone: 2 } }));
    await remove(ref);
    expect((await sandbox.table.entries()).map(({ id }) => id)).toEqual([other.id]);
  });

  it('a second time is not found', async () => {
    const ref = await sandbox.conntrack.create(numberedFlow(1));
    await remove(ref);
    expect(await remove(ref)).toBe('ENOENT');
  });

  it('but was made anew meanwhile lives on in its new life', async () => {
    const before = await sandbox.conntrack.create(numberedFlow(1));
    await remove(before);
    let after = await sandbox.conntrack.create(numberedFlow(1));
    // The id is made of the flow's place in memory: in the same place again it is the same, so others have to take that.
    for (let filler = 100; after.id === before.id; filler++) {
      await remove(after);
      await sandbox.conntrack.create(numberedFlow(filler));
      after = await sandbox.conntrack.create(numberedFlow(1));
    }
    expect(await remove(before)).toBe('ENOENT');
    expect((await failureOf(sandbox.conntrack.get(before))).data).toMatchObject({
      code: 'not-found',
      detail: `id ${after.id} instead of ${before.id}`,
    });
    expect((await sandbox.table.entries()).map(({ id }) => id)).toContain(after.id);
  });
});

describe('a listing', () => {
  it('can be stopped, and what is asked after it is answered', async () => {
    expect(await fillTable(sandbox.pid, 0, 20_000)).toEqual(new Map());
    const abort = new AbortController();
    let listed = 0;
    const sink = {
      ...ignoreEvents,
      put() {
        listed++;
        abort.abort();
      },
    };
    expect((await failureOf(sandbox.conntrack.list(sink, abort.signal))).code).toBe('cancelled');
    expect(listed).toBe(1);
    const again = { ...ignoreEvents, put: () => listed++ };
    expect(await sandbox.conntrack.list(again)).toEqual({ interrupted: false });
    expect(listed).toBe(20_001);
  });

  it('waits for the one before it', async () => {
    await fillTable(sandbox.pid, 0, 5_000);
    const counts = [0, 0, 0];
    const sinks = counts.map((_, index) => ({
      ...ignoreEvents,
      put: () => {
        counts[index] = (counts[index] ?? 0) + 1;
      },
    }));
    await Promise.all(sinks.map((sink) => sandbox.conntrack.list(sink)));
    expect(counts).toEqual([5_000, 5_000, 5_000]);
  });

  it('that was stopped before it began asks nothing', async () => {
    await expect(sandbox.conntrack.list(ignoreEvents, AbortSignal.abort())).rejects.toMatchObject({
      data: { code: 'cancelled' },
    });
  });
});

describe('many requests at once', () => {
  it('are all answered, each with its own verdict', async () => {
    const refs = await Promise.all(
      Array.from({ length: 3_000 }, (_, number) => sandbox.conntrack.create(numberedFlow(number))),
    );
    expect(new Set(refs.map(({ original }) => JSON.stringify(original))).size).toBe(3_000);
    expect(await sandbox.table.entries()).toHaveLength(3_000);
    await Promise.all(refs.map((ref) => remove(ref)));
    expect(await sandbox.table.entries()).toEqual([]);
  });
});

describe('a full table', () => {
  it('refuses another flow with ENOMEM, says so, and takes one again when there is room', async ({
    skip,
  }) => {
    const { nf_conntrack_max: maximum = 0 } = await sandbox.conntrack.readSysctls();
    skip(maximum > 300_000, `the machine lets a table hold ${maximum} flows, too many to fill it`);
    // The maximum is the machine's, and counts for each namespace: only filling this one reaches it.
    expect(await fillTable(sandbox.pid, 0, maximum)).toEqual(new Map());
    const { data } = await failureOf(sandbox.conntrack.create(numberedFlow(maximum)));
    expect(data).toMatchObject({
      code: 'table-full',
      errno: 'ENOMEM',
      hint: expect.stringContaining('nf_conntrack_max'),
    });
    expect((await sandbox.conntrack.readSysctls()).nf_conntrack_count).toBe(maximum);
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.0', '--sport', '1');
    await sandbox.conntrack.create(numberedFlow(maximum));
  }, 120_000);
});
