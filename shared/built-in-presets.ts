import { noEnds } from './flow-range.ts';
import type { FlowSpec } from './flow-spec.ts';
import type { Preset } from './preset.ts';
import { GRE, ICMP, ICMPV6, SCTP, statesOf, TCP, UDP } from './protocol.ts';
import { StatusBit } from './status.ts';

const established = statesOf(TCP).indexOf('ESTABLISHED');
const both = StatusBit.seenReply | StatusBit.assured;

/** A web request over IPv4, from documentation addresses (RFC 5737). */
const web: FlowSpec = {
  protocol: TCP,
  source: '192.0.2.10',
  destination: '198.51.100.20',
  l4: { kind: 'ports', source: 40000, destination: 443 },
  zone: { direction: 'both', zone: 0 },
  state: established,
  timeoutSeconds: 300,
  mark: 0,
  status: both,
  labels: null,
  helper: null,
  sctpTags: null,
  sourceNat: null,
  destinationNat: null,
};
const dns: FlowSpec = {
  ...web,
  protocol: UDP,
  state: null,
  status: StatusBit.seenReply,
  l4: { kind: 'ports', source: 40000, destination: 53 },
};
/** The same ends over IPv6 (RFC 3849). */
const ipv6 = { source: '2001:db8::10', destination: '2001:db8::20' };

/** Presets that come with the program: none names an address that could be anybody's. */
export const builtInPresets: readonly Preset[] = [
  preset('Web request', web),
  preset('Web request, IPv6', { ...web, ...ipv6 }),
  preset('DNS query', dns),
  preset('Ping', { ...dns, protocol: ICMP, l4: { kind: 'icmp', type: 8, code: 0, id: 1 } }),
  preset('Ping, IPv6', {
    ...dns,
    ...ipv6,
    protocol: ICMPV6,
    l4: { kind: 'icmp', type: 128, code: 0, id: 1 },
  }),
  preset('SCTP association', {
    ...web,
    protocol: SCTP,
    state: statesOf(SCTP).indexOf('ESTABLISHED'),
    l4: { kind: 'ports', source: 40000, destination: 36412 },
    sctpTags: { original: 0x5c7a_0001, reply: 0x5c7a_0002 },
  }),
  preset('GRE tunnel', {
    ...web,
    protocol: GRE,
    state: null,
    l4: { kind: 'gre', sourceKey: 1, destinationKey: 2 },
  }),
  preset('Source NAT', { ...web, sourceNat: { address: '203.0.113.1', port: 1024 } }),
  preset('Port forward', {
    ...web,
    source: '203.0.113.80',
    destination: '198.51.100.1',
    l4: { kind: 'ports', source: 40000, destination: 80 },
    destinationNat: { address: '192.0.2.80', port: 8080 },
  }),
  preset('Zone of the original direction', { ...web, zone: { direction: 'original', zone: 10 } }),
  {
    ...preset('FTP with its data connection', {
      ...web,
      l4: { kind: 'ports', source: 40000, destination: 21 },
      helper: 'ftp',
    }),
    expected: {
      protocol: TCP,
      source: '198.51.100.20',
      sourcePrefix: 32,
      sourcePort: 20,
      destination: '192.0.2.10',
      destinationPort: 40001,
      permanent: false,
      inactive: false,
      class: 0,
    },
  },
  {
    ...preset('A thousand web requests', web),
    range: { first: web, to: { ...noEnds, sourcePort: 40999 } },
  },
];

function preset(name: string, first: FlowSpec): Preset {
  return { name, range: { first, to: noEnds }, kernelTimeout: true, expected: null };
}
