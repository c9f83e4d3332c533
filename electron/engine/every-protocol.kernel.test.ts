import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../e2e/fixtures/entry.ts';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { countsOf, type FlowWorks, flowWorksOf } from '../../e2e/fixtures/flow-works.ts';
import { comparable } from '../../e2e/fixtures/same-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { rowsOf } from '../../e2e/fixtures/test-engine.ts';
import { deleteCommand } from '../../shared/command.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { DCCP, GRE, ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../../shared/protocol.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();
let works: FlowWorks;
beforeAll(() => {
  works = flowWorksOf(sandbox.client, targetId);
});
beforeEach(() => sandbox.table.conntrack('-F'));

const v6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const ping = { type: 8, code: 0, id: 77 };
const translated = {
  sourceNat: { address: '203.0.113.5', port: 4000 },
  destinationNat: { address: '203.0.113.6', port: 8080 },
};

/** One flow of each kind. */
const kinds: readonly (readonly [string, Partial<FlowSpec>])[] = [
  ['TCP', { protocol: TCP }],
  ['TCP over IPv6', { protocol: TCP, ...v6 }],
  ['TCP with both ends translated', { protocol: TCP, ...translated }],
  ['UDP', { protocol: UDP, state: null }],
  ['UDP with a translated source', { protocol: UDP, state: null, sourceNat: translated.sourceNat }],
  ['ICMP', { protocol: ICMP, state: null, l4: { kind: 'icmp', ...ping } }],
  ['ICMPv6', { protocol: ICMPV6, state: null, ...v6, l4: { kind: 'icmp', ...ping, type: 128 } }],
  ['SCTP', { protocol: SCTP, state: 4, sctpTags: { original: 5, reply: 6 } }],
  ['DCCP', { protocol: DCCP, state: 4 }],
  ['GRE', { protocol: GRE, state: null, l4: { kind: 'gre', sourceKey: 3, destinationKey: 4 } }],
  ['UDP-Lite', { protocol: UDPLITE, state: null }],
  ['an unknown protocol', { protocol: 99, state: null, l4: { kind: 'none' } }],
];

describe.each(kinds)('%s', (_, kind) => {
  it.each([
    ['zone 0', { direction: 'both', zone: 0 }],
    ['a plain zone', { direction: 'both', zone: 9 }],
    ['a zone of its original direction', { direction: 'original', zone: 9 }],
    ['a zone of its reply direction', { direction: 'reply', zone: 9 }],
  ] as const)('in %s is changed, changed back, deleted and brought back', async (_, zone) => {
    const ref = await create(numberedFlow(1, { ...kind, zone, mark: 3 }));
    const scope = { kind: 'flows' as const, refs: [ref] };
    const before = await sandbox.table.entries();

    expect(countsOf(await works.change(scope, { mark: { value: 0xf0, mask: 0xf0 } }))).toEqual({
      changed: 1,
    });
    expect(await sandbox.table.entries()).toMatchObject([{ mark: 0xf3 }]);
    expect(countsOf(await works.undo())).toEqual({ changed: 1 });
    expect(comparable(await sandbox.table.entries())).toEqual(comparable(before));

    expect(countsOf(await works.delete(scope))).toEqual({ deleted: 1 });
    expect(await sandbox.table.entries()).toEqual([]);
    const undone = await works.undo();
    expect(countsOf(undone)).toEqual({ created: 1 });
    expect(comparable(withoutIds(await sandbox.table.entries()))).toEqual(comparable(withoutIds(before)));
    const lost = undone.lost.map(({ what }) => what);
    for (const part of ['address translation', 'protocol state', 'mark', 'status flags'])
      expect(lost).not.toContain(part);
  });

  it.each([0, 9])('in zone %i that conntrack(8) deletes is gone here, too', async (zone) => {
    const command = deleteCommand(
      await create(numberedFlow(1, { ...kind, zone: { direction: 'both', zone } })),
    );
    if (!('argv' in command)) throw new Error(command.impossible);
    await vi.waitFor(async () => expect(await rowsOf(sandbox.client, targetId)).toHaveLength(1));
    await sandbox.table.conntrack(...command.argv.slice(1));
    await vi.waitFor(async () => expect(await rowsOf(sandbox.client, targetId)).toEqual([]));
  });
});

async function create(spec: FlowSpec): Promise<FlowRef> {
  const [outcome] = await sandbox.client.call('flows.inject', { targetId, specs: [spec] });
  if (outcome?.outcome !== 'created') throw new Error(`it was not made: ${JSON.stringify(outcome)}`);
  return outcome.ref;
}

/** A flow that comes back is another life. */
function withoutIds(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) => ({ ...entry, id: 0 }));
}
