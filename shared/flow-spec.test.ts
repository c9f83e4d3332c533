import { describe, expect, test } from 'vitest';
import { FlowSpec, identityOf } from './flow-spec.ts';
import { labelBits } from './label.ts';
import { GRE, ICMP, SCTP, TCP, UDP } from './protocol.ts';
import { StatusBit } from './status.ts';

const tcp: FlowSpec = {
  protocol: TCP,
  source: '192.0.2.1',
  destination: '198.51.100.1',
  l4: { kind: 'ports', source: 40000, destination: 21 },
  zone: { direction: 'original', zone: 5 },
  state: 3,
  timeoutSeconds: 300,
  mark: 0xffff_ffff,
  status: StatusBit.seenReply | StatusBit.assured | StatusBit.fixedTimeout | StatusBit.helper,
  labels: labelBits([0, 127]),
  helper: 'ftp',
  sctpTags: null,
  sourceNat: { address: '203.0.113.1', port: 1024 },
  destinationNat: null,
};

test('a flow with everything that it can have may be injected', () => {
  expect(FlowSpec.safeParse(tcp).error).toBeUndefined();
});

describe('a flow is refused, at that place, with', () => {
  test.each<[string, object, string]>([
    ['a mark above 32 bits', { mark: 2 ** 32 }, 'mark'],
    ['a label beyond 127', { labels: `1${labelBits([0])}` }, 'labels'],
    ['labels of which none is set', { labels: '0'.repeat(32) }, 'labels'],
    ['labels that are no digits', { labels: 'x'.repeat(32) }, 'labels'],
    ['a helper of another protocol', { helper: 'tftp' }, 'helper'],
    [
      'a helper of another family',
      { source: '::1', destination: '::2', sourceNat: null, helper: 'irc' },
      'helper',
    ],
    ['a helper’s name of 16 characters', { helper: 'x'.repeat(16) }, 'helper'],
    ['an empty helper', { helper: '' }, 'helper'],
    ['a status that is the kernel’s own', { status: StatusBit.dying }, 'status'],
    ['a status that the kernel would drop', { status: StatusBit.offload }, 'status'],
    ['verification tags without SCTP', { sctpTags: { original: 1, reply: 2 } }, 'sctpTags'],
    ['SCTP without verification tags', { protocol: SCTP, helper: null }, 'sctpTags'],
    [
      'a tag above 32 bits',
      { protocol: SCTP, helper: null, sctpTags: { original: 2 ** 32, reply: 0 } },
      'sctpTags.original',
    ],
    [
      'a zone of one direction together with another',
      { zone: { direction: 'original', zone: 5, reply: 6 } },
      'zone',
    ],
    ['a zone beyond 65535', { zone: { direction: 'both', zone: 65536 } }, 'zone.zone'],
    [
      'translation into the other family',
      { sourceNat: { address: '2001:db8::1', port: null } },
      'sourceNat.address',
    ],
    [
      'a translated port where there are none',
      {
        protocol: GRE,
        helper: null,
        state: null,
        l4: { kind: 'gre', sourceKey: 1, destinationKey: 2 },
      },
      'sourceNat.port',
    ],
    [
      'GRE keys in an ICMP flow',
      {
        protocol: ICMP,
        helper: null,
        state: null,
        sourceNat: null,
        l4: { kind: 'gre', sourceKey: 1, destinationKey: 2 },
      },
      'l4.kind',
    ],
    ['a state where there are none', { protocol: UDP, helper: null }, 'state'],
  ])('%s', (_name, changes, path) => {
    const issues = FlowSpec.safeParse({ ...tcp, ...changes }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

test('the identity of a flow has canonical addresses and the zone of each direction', () => {
  const spec = { ...tcp, source: '2001:DB8:0:0::1', destination: '2001:db8::0.0.0.2' };
  expect(identityOf(spec)).toEqual({
    protocol: TCP,
    original: { source: '2001:db8::1', destination: '2001:db8::2', l4: tcp.l4 },
    zones: { original: 5, reply: 0 },
    id: 0,
  });
});
