import { constants } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { type Kernel, openKernel } from '../../e2e/fixtures/kernel.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { ICMP, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { decodeFlow } from './decode-flow.ts';
import type { FlowExtras } from './encode-extras.ts';
import { encodeCreate } from './encode-flow.ts';
import { encodeDelete, encodeGet, encodeUpdate, type FlowUpdate } from './encode-life.ts';
import { kernelError } from './explain-errno.ts';

const { EBUSY, EEXIST, EINVAL, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE } = constants.errno;

const udp = numberedFlow(1, {
  protocol: UDP,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  l4: { kind: 'ports', source: 1, destination: 53 },
  state: null,
  timeoutSeconds: 600,
  status: 0,
});
const tcp: FlowSpec = { ...udp, protocol: TCP, state: 3 };

let kernel: Kernel;
beforeAll(async () => {
  kernel = await openKernel();
});
afterAll(async () => {
  await kernel.dispose();
});
beforeEach(async () => {
  await kernel.namespace.run('conntrack', ['-F']);
});

async function create(spec: FlowSpec, extras: FlowExtras = {}): Promise<number> {
  const { outcome } = await kernel.ask(
    (w, sequence) => encodeCreate(w, sequence, spec, extras),
    'acknowledgement',
  );
  return outcome.errno;
}

async function change(ref: FlowRef, what: FlowUpdate): Promise<number> {
  const { outcome } = await kernel.ask(
    (w, sequence) => encodeUpdate(w, sequence, what, lifeOf(ref)),
    'acknowledgement',
  );
  return outcome.errno;
}

async function remove(ref: FlowRef): Promise<number> {
  const { outcome } = await kernel.ask(
    (w, sequence) => encodeDelete(w, sequence, lifeOf(ref)),
    'acknowledgement',
  );
  return outcome.errno;
}

async function read(ref: FlowRef): Promise<FlowDetails | number> {
  const { outcome, messages } = await kernel.ask(
    (w, sequence) => encodeGet(w, sequence, lifeOf(ref)),
    'answer',
  );
  const [message] = messages;
  return (message && decodeFlow(message, 0, message.byteLength)) ?? outcome.errno;
}

/** Creates a flow and answers what the kernel made of it. */
async function created(spec: FlowSpec, extras: FlowExtras = {}): Promise<FlowDetails> {
  expect(await create(spec, extras)).toBe(0);
  const { source, destination, l4 } = spec;
  const found = (await kernel.list()).find(
    ({ flow }) =>
      flow.protocol === spec.protocol &&
      JSON.stringify(flow.original) === JSON.stringify({ source, destination, l4 }),
  );
  if (!found) throw new Error('the created flow is not in the table');
  return found;
}

describe('one flow', () => {
  it.each([
    ['zone 0', { direction: 'both', zone: 0 }],
    ['a plain zone', { direction: 'both', zone: 20 }],
    ['a zone of the original direction', { direction: 'original', zone: 20 }],
    ['a zone of the reply direction', { direction: 'reply', zone: 20 }],
  ] as const)('is read, changed and deleted in %s', async (_, zone) => {
    const { flow } = await created({ ...tcp, zone });
    const ref = refOf(flow);
    expect(await read(ref)).toMatchObject({ flow: { id: flow.id, zones: flow.zones } });
    expect(await change(ref, { timeoutSeconds: 50, mark: { value: 0xff, mask: 0x0f }, state: 8 })).toBe(0);
    const changed = await read(ref);
    expect(changed).toMatchObject({ flow: { id: flow.id, mark: 0x0f, state: 8 } });
    expect(typeof changed === 'object' && changed.flow.timeoutSeconds).toBeOneOf([49, 50]);
    expect(await remove({ ...ref, id: flow.id ^ 1 })).toBe(ENOENT);
    expect(await remove(ref)).toBe(0);
    expect(await read(ref)).toBe(ENOENT);
  });

  it('is not found in another zone', async () => {
    const { flow } = await created({ ...udp, zone: { direction: 'both', zone: 20 } });
    expect(await read({ ...refOf(flow), zones: { original: 0, reply: 0 } })).toBe(ENOENT);
    expect(await remove({ ...refOf(flow), zones: { original: 21, reply: 21 } })).toBe(ENOENT);
  });

  it('keeps the mark bits outside the mask', async () => {
    const { flow } = await created({ ...udp, mark: 0xabcd0000 });
    await change(refOf(flow), { mark: { value: 0x1234, mask: 0x00ff } });
    expect(await read(refOf(flow))).toMatchObject({ flow: { mark: 0xabcd0034 } });
    await change(refOf(flow), { mark: { value: 0, mask: 0xffff_ffff } });
    expect(await read(refOf(flow))).toMatchObject({ flow: { mark: 0 } });
  });

  it('keeps its TCP flags when its state changes', async () => {
    const before = await created(tcp);
    await change(refOf(before.flow), { state: 7 });
    expect(await read(refOf(before.flow))).toMatchObject({ flow: { state: 7 }, tcp: before.tcp });
  });

  it('keeps its SCTP tags when they are sent with the new state', async () => {
    const inserted = [
      '-I',
      '-p',
      'sctp',
      '-s',
      '10.0.0.1',
      '-d',
      '10.0.0.2',
      '-t',
      '99',
      '--sport',
      '1',
      '--dport',
      '2',
    ];
    await kernel.namespace.run('conntrack', [
      ...inserted,
      '--state',
      'ESTABLISHED',
      '--orig-vtag',
      '1',
      '--reply-vtag',
      '2',
    ]);
    const [before] = await kernel.list();
    expect(before?.sctp).toMatchObject({ tagOriginal: expect.any(Number), tagReply: expect.any(Number) });
    if (!before?.sctp) return;
    const { tagOriginal, tagReply } = before.sctp;
    const sctpTags = { original: tagOriginal, reply: tagReply };
    expect(await change(refOf(before.flow), { state: 5, sctpTags })).toBe(0);
    expect(await read(refOf(before.flow))).toMatchObject({ flow: { state: 5 }, sctp: before.sctp });
  });

  it('becomes assured, and stays so', async () => {
    const { flow } = await created(udp);
    const assured = flow.status | StatusBit.seenReply | StatusBit.assured;
    expect(await change(refOf(flow), { status: assured })).toBe(0);
    expect(await read(refOf(flow))).toMatchObject({ flow: { status: assured } });
    expect(await change(refOf(flow), { status: flow.status })).toBe(EBUSY);
  });

  it('loses its helper when the name is empty', async () => {
    const { flow } = await created(tcp, { helper: 'ftp' });
    expect(flow.helper).toBe('ftp');
    expect(await change(refOf(flow), { helper: '' })).toBe(0);
    expect(await read(refOf(flow))).toMatchObject({ flow: { helper: null } });
  });

  it('is translated when it is made, with the status bits set by the kernel', async () => {
    const { flow } = await created({
      ...tcp,
      sourceNat: { address: '192.0.2.1', port: 40000 },
      destinationNat: { address: '192.0.2.9', port: null },
    });
    expect(flow.reply).toEqual({
      source: '192.0.2.9',
      destination: '192.0.2.1',
      l4: { kind: 'ports', source: 53, destination: 40000 },
    });
    const bits = StatusBit.srcNat | StatusBit.dstNat | StatusBit.srcNatDone | StatusBit.dstNatDone;
    expect(flow.status & bits).toBe(bits);
  });

  it('keeps what no form asks for', async () => {
    await created(tcp);
    const master = {
      protocol: TCP,
      original: { source: tcp.source, destination: tcp.destination, l4: tcp.l4 },
    };
    const extras = {
      helper: 'ftp',
      master,
      sequenceAdjustment: {
        original: { correctionPosition: 1, offsetBefore: -2, offsetAfter: 3 },
        reply: { correctionPosition: 4, offsetBefore: 5, offsetAfter: -6 },
      },
      synproxy: { initialSequence: 1, timestamp: 2, offset: 3 },
    };
    const details = await created({ ...tcp, l4: { kind: 'ports', source: 2, destination: 21 } }, extras);
    const { helper, ...rest } = extras;
    expect(details).toMatchObject({ flow: { helper }, ...rest });
    expect(details.flow.status & StatusBit.expected).toBe(StatusBit.expected);
  });
});

describe('what the kernel refuses', () => {
  const codeOf = (operation: 'inject' | 'change', errno: number) =>
    kernelError({ operation, subject: 'a flow', errno, kernelText: null }).code;

  it.each<[string, FlowSpec, FlowExtras, number, string]>([
    ['a TCP state that does not exist', { ...tcp, state: 99 }, {}, ERANGE, 'invalid'],
    [
      'an ICMP type without an answer',
      { ...udp, protocol: ICMP, l4: { kind: 'icmp', type: 99, code: 0, id: 1 } },
      {},
      EINVAL,
      'invalid',
    ],
    ['a helper that does not exist', tcp, { helper: 'bogus' }, EOPNOTSUPP, 'unsupported'],
    ['status EXPECTED', { ...udp, status: StatusBit.expected }, {}, EBUSY, 'invalid'],
    ['status DYING', { ...udp, status: StatusBit.dying }, {}, EBUSY, 'invalid'],
    [
      'a master that is not there',
      udp,
      { master: { protocol: 6, original: { source: '1.1.1.1', destination: '2.2.2.2', l4: tcp.l4 } } },
      ENOENT,
      'not-found',
    ],
    ['a TCP flow without ports', { ...tcp, l4: { kind: 'none' } }, {}, EINVAL, 'invalid'],
  ])('%s', async (_, spec, extras, errno, code) => {
    expect(await create(spec, extras)).toBe(errno);
    expect(codeOf('inject', errno)).toBe(code);
    expect(await kernel.list()).toEqual([]);
  });

  it('the same flow again', async () => {
    expect(await create(udp)).toBe(0);
    expect(await create(udp)).toBe(EEXIST);
    expect(codeOf('inject', EEXIST)).toBe('exists');
  });

  it('a flow whose reply tuple another one has', async () => {
    expect(await create({ ...udp, sourceNat: { address: '192.0.2.1', port: 99 } })).toBe(0);
    const other = { ...udp, source: '10.0.0.7', sourceNat: { address: '192.0.2.1', port: 99 } };
    expect(await create(other)).toBe(EEXIST);
  });

  it('labels where no rule uses them: left out when a flow is made, refused when it is changed', async () => {
    const { flow } = await created(udp, { labels: 'ff' });
    expect(flow.labels).toBeNull();
    expect(await change(refOf(flow), { labels: { value: 'ff', mask: 'ff' } })).toBe(ENOSPC);
    expect(codeOf('change', ENOSPC)).toBe('unsupported');
  });
});

it('silently moves a source port that is taken, when none is asked for', async () => {
  const translated = { ...udp, sourceNat: { address: '192.0.2.1', port: null } };
  expect((await created(translated)).flow.reply.l4).toMatchObject({ destination: 1 });
  const { flow } = await created({ ...translated, source: '10.0.0.7' });
  expect(flow.reply.destination).toBe('192.0.2.1');
  expect(flow.reply.l4).not.toMatchObject({ destination: 1 });
});
