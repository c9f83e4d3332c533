import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { type Kernel, openKernel } from '../../e2e/fixtures/kernel.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import type { TablePart } from '../../shared/table-part.ts';
import { encodeFlush } from './encode-dump.ts';
import { encodeCreate } from './encode-flow.ts';

const udp = numberedFlow(1, {
  protocol: UDP,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  l4: { kind: 'ports', source: 1, destination: 53 },
  state: null,
  timeoutSeconds: 600,
  status: 0,
});

let kernel: Kernel;
beforeAll(async () => {
  kernel = await openKernel();
});
afterAll(async () => {
  await kernel.dispose();
});

async function create(spec: FlowSpec): Promise<number> {
  const { outcome } = await kernel.ask((w, sequence) => encodeCreate(w, sequence, spec), 'acknowledgement');
  return outcome.errno;
}

describe('a part of the table', () => {
  beforeEach(async () => {
    await kernel.namespace.run('conntrack', ['-F']);
    for (const [port, patch] of [
      [1, {}],
      [2, { zone: { direction: 'both', zone: 20 } }],
      [3, { zone: { direction: 'original', zone: 20 } }],
      [4, { zone: { direction: 'reply', zone: 20 } }],
      [5, { mark: 0x17, status: StatusBit.seenReply | StatusBit.assured }],
      [6, { protocol: TCP, state: 3, source: '10.0.0.9' }],
      [7, { source: '2001:db8::1', destination: '2001:db8::2' }],
    ] as const) {
      expect(await create({ ...udp, l4: { kind: 'ports', source: port, destination: 53 }, ...patch })).toBe(
        0,
      );
    }
  });

  const portsOf = (details: readonly FlowDetails[]) =>
    details.map(({ flow }) => (flow.original.l4.kind === 'ports' ? flow.original.l4.source : 0)).sort();

  const parts: readonly (readonly [name: string, filter: TablePart, ports: readonly number[]])[] = [
    ['zone 20, in any direction', { zone: 20 }, [2, 3, 4]],
    ['zone 0 both ways', { zone: 0 }, [1, 5, 6, 7]],
    ['a mark', { mark: { value: 0x17, mask: 0xffff_ffff } }, [5]],
    ['a bit of the mark', { mark: { value: 0x10, mask: 0x10 } }, [5]],
    ['status', { status: { value: StatusBit.assured, mask: StatusBit.assured } }, [5]],
    ['source', { family: 4, original: { source: '10.0.0.9' } }, [6]],
    ['port, over IPv6', { family: 6, original: { protocol: UDP, destinationPort: 53 } }, [7]],
    ['protocol', { family: 4, original: { protocol: TCP } }, [6]],
    ['ports', { family: 4, original: { protocol: UDP, sourcePort: 2, destinationPort: 53 } }, [2]],
    [
      'reply tuple',
      { family: 4, reply: { destination: '10.0.0.9', protocol: TCP, destinationPort: 6 } },
      [6],
    ],
    ['zone and mark together', { zone: 20, mark: { value: 0x17, mask: 0xff } }, []],
  ];

  it.each(parts)('is listed by %s', async (_, filter, ports) => {
    expect(portsOf(await kernel.list(filter))).toEqual(ports);
  });

  it.each(parts)('is deleted by %s, and nothing else', async (_, filter, ports) => {
    const { outcome } = await kernel.ask(
      (w, sequence) => encodeFlush(w, sequence, filter),
      'acknowledgement',
    );
    expect(outcome.errno).toBe(0);
    expect(portsOf(await kernel.list())).toEqual(
      [1, 2, 3, 4, 5, 6, 7].filter((port) => !ports.includes(port)),
    );
  });

  it('is listed by family', async () => {
    expect(portsOf(await kernel.list({ family: 6 }))).toEqual([7]);
  });

  it('is deleted by family and mark', async () => {
    const filter: TablePart = { family: 6, mark: { value: 0, mask: 0xffff_ffff } };
    await kernel.ask((w, sequence) => encodeFlush(w, sequence, filter), 'acknowledgement');
    expect(portsOf(await kernel.list())).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('can be dying or unconfirmed, and is then listed apart', async () => {
    expect(await kernel.list({}, 'dying')).toEqual([]);
    expect(await kernel.list({}, 'unconfirmed')).toEqual([]);
  });
});
