import { beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { rowsOf } from '../../e2e/fixtures/test-engine.ts';
import type { ExpectationSpec, ExpectedFlow } from '../../shared/expectation.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { noEnds } from '../../shared/flow-range.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { labelBits } from '../../shared/label.ts';
import { SCTP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';

// What a form may add to a flow, through the whole engine, and what the kernel makes of it.

const targetId = 'sandbox';

const sandbox = provideSandbox();
beforeEach(async () => {
  await sandbox.table.conntrack('-F');
  await sandbox.table.conntrack('-F', 'expect');
});

const inject = async (spec: FlowSpec) => {
  const [outcome] = await sandbox.client.call('flows.inject', { targetId, specs: [spec] });
  return outcome;
};
const detailsOf = (ref: FlowRef) => sandbox.client.call('flows.get', { targetId, ref });

async function create(spec: FlowSpec): Promise<FlowRef> {
  const outcome = await inject(spec);
  if (outcome?.outcome !== 'created') throw new Error(`it was not created: ${JSON.stringify(outcome)}`);
  expect(outcome.note).toBeNull();
  return outcome.ref;
}

describe('an injected flow', () => {
  it('keeps its labels in the sandbox, where a rule that uses labels is made for it', async () => {
    const labels = labelBits([0, 5, 127]);
    const ref = await create(numberedFlow(1, { labels }));
    expect((await detailsOf(ref)).flow.labels).toBe(labels);
    const { stdout } = await sandbox.table.namespace.run('nft', ['list', 'ruleset']);
    expect(stdout.match(/ct label set/g)).toHaveLength(1);
    // No packet is led to that rule: there is no chain with a hook.
    expect(stdout).not.toContain('hook');
  });

  it('keeps its labels as one of a range', async () => {
    const labels = labelBits([7]);
    const range = { first: numberedFlow(1, { labels }), to: { ...noEnds, sourcePort: 100 } };
    const workId = crypto.randomUUID();
    const result = await sandbox.client.call('flows.injectRange', { targetId, range, workId });
    expect(result).toMatchObject({ counts: [{ outcome: 'created', flows: 100 }], note: null });
    const rows = await rowsOf(sandbox.client, targetId);
    expect(new Set(rows.map(({ flow }) => flow.labels))).toEqual(new Set([labels]));
  });

  it('keeps its helper', async () => {
    const ref = await create(numberedFlow(1, { helper: 'ftp' }));
    expect((await detailsOf(ref)).flow.helper).toBe('ftp');
  });

  it.each([
    ['FIXED_TIMEOUT', StatusBit.fixedTimeout],
    ['HELPER', StatusBit.helper],
    ['all four', StatusBit.seenReply | StatusBit.assured | StatusBit.fixedTimeout | StatusBit.helper],
  ])('keeps the status %s', async (_, status) => {
    const ref = await create(numberedFlow(1, { status }));
    expect((await detailsOf(ref)).flow.status).toBe(status | StatusBit.confirmed);
  });

  it('keeps both verification tags of SCTP', async () => {
    const sctpTags = { original: 0xffff_ffff, reply: 0x10 };
    const ref = await create(numberedFlow(1, { protocol: SCTP, state: 4, sctpTags }));
    expect((await detailsOf(ref)).sctp).toEqual({ tagOriginal: 0xffff_ffff, tagReply: 0x10 });
    const { stdout } = await sandbox.table.namespace.run('conntrack', ['-L', '-o', 'save']);
    // conntrack(8) shows the tags in the machine's byte order.
    expect(stdout).toContain(`--orig-vtag 4294967295 --reply-vtag ${0x1000_0000}`);
  });

  it('says which port the kernel chose where the wanted one is taken', async () => {
    const sourceNat = { address: '203.0.113.1', port: null };
    await create(numberedFlow(1, { sourceNat }));
    const outcome = await inject(numberedFlow(1, { source: '10.9.9.9', sourceNat }));
    expect(outcome).toMatchObject({
      outcome: 'created',
      note: expect.stringMatching(/^The source port 1 is taken on 203\.0\.113\.1; the kernel chose \d+\.$/),
    });
  });

  it('is refused with a helper that the kernel does not have', async () => {
    expect(await inject(numberedFlow(1, { helper: 'no-such' }))).toMatchObject({
      outcome: 'refused',
      error: { code: 'unsupported', errno: 'EOPNOTSUPP', hint: expect.stringContaining('module') },
    });
    expect(await sandbox.table.entries()).toEqual([]);
  });
});

describe('an expectation', () => {
  const specFor = (master: FlowRef, changes: Partial<ExpectedFlow> = {}): ExpectationSpec => ({
    master,
    expected: {
      protocol: UDP,
      source: '192.0.2.0',
      sourcePrefix: 24,
      sourcePort: null,
      destination: '10.2.0.1',
      destinationPort: 30000,
      permanent: true,
      inactive: false,
      class: 0,
      ...changes,
    },
  });
  const expectFlow = (spec: ExpectationSpec) =>
    sandbox.client.call('expectations.create', { targetId, spec }).catch((thrown: unknown) => thrown);
  const list = (master: FlowRef | null) => sandbox.client.call('expectations.list', { targetId, master });

  it.each([0, 20])('is made, listed and deleted in zone %i, as conntrack(8) sees it', async (zone) => {
    const master = await create(numberedFlow(1, { helper: 'ftp', zone: { direction: 'both', zone } }));
    expect(await expectFlow(specFor(master))).toEqual({});
    const [expectation, ...others] = await list(master);
    expect(others).toEqual([]);
    expect(expectation).toMatchObject({
      protocol: UDP,
      helper: 'ftp',
      master: { original: master.original },
    });
    const listed = () => sandbox.table.namespace.run('conntrack', ['-L', 'expect']);
    expect((await listed()).stdout).toMatch(
      /proto=17 src=192\.0\.2\.0 dst=10\.2\.0\.1 sport=0 dport=30000 mask-src=255\.255\.255\.0 .*PERMANENT.* helper=ftp/,
    );
    if (!expectation) throw new Error('there is none');
    const { protocol, tuple, id } = expectation;
    await sandbox.client.call('expectations.delete', { targetId, ref: { protocol, tuple, zone, id } });
    expect((await listed()).stdout).toBe('');
    expect(await list(null)).toEqual([]);
  });

  it.each([
    ['on a flow without a helper', null, {}, { code: 'unsupported', errno: 'EOPNOTSUPP' }],
    ['of a kind that the helper has not', 'ftp', { class: 1 }, { code: 'invalid', errno: 'EINVAL' }],
  ])('is refused %s', async (_, helper, changes, data) => {
    const master = await create(numberedFlow(1, { helper }));
    expect(await expectFlow(specFor(master, changes))).toMatchObject({ data });
    expect(await list(null)).toEqual([]);
  });

  it('is refused on a flow that has ended, and twice', async () => {
    const master = await create(numberedFlow(1, { helper: 'ftp' }));
    expect(await expectFlow(specFor(master))).toEqual({});
    expect(await expectFlow(specFor(master))).toMatchObject({ data: { code: 'exists', errno: 'EEXIST' } });
    await sandbox.table.conntrack('-F');
    expect(await expectFlow(specFor(master))).toMatchObject({ data: { code: 'not-found', errno: 'ENOENT' } });
    expect(await list(master)).toEqual([]);
  });
});
