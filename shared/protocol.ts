/** Transport protocols by IANA number, and the per-protocol names that conntrack uses. */

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;
export const DCCP = 33;
export const GRE = 47;
export const SCTP = 132;
export const UDPLITE = 136;

const names: ReadonlyMap<number, string> = new Map([
  [ICMP, 'icmp'],
  [2, 'igmp'],
  [4, 'ipip'],
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [DCCP, 'dccp'],
  [41, 'ipv6'],
  [GRE, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [ICMPV6, 'icmpv6'],
  [89, 'ospf'],
  [103, 'pim'],
  [112, 'vrrp'],
  [SCTP, 'sctp'],
  [UDPLITE, 'udplite'],
]);
const numbers: ReadonlyMap<string, number> = new Map([...names].map(([number, name]) => [name, number]));

/** Every protocol name known here, in lower case. */
export const protocolNames: readonly string[] = [...names.values()];

/** `tcp`, `udp`, …; a protocol without a name here is its number in text. */
export function protocolName(number: number): string {
  return names.get(number) ?? String(number);
}

/** A protocol's number from its name, any case; null when unknown. Numbers in text are not names. */
export function protocolNumber(name: string): number | null {
  return numbers.get(name.toLowerCase()) ?? null;
}

/** What a protocol's tuples carry beside addresses. */
export type L4Kind = 'ports' | 'icmp' | 'gre' | 'none';

/** Which parts a tuple of this protocol has. */
export function l4Kind(protocol: number): L4Kind {
  switch (protocol) {
    case TCP:
    case UDP:
    case UDPLITE:
    case SCTP:
    case DCCP:
      return 'ports';
    case ICMP:
    case ICMPV6:
      return 'icmp';
    case GRE:
      return 'gre';
    default:
      return 'none';
  }
}

/** TCP connection states, the index being the kernel's number (nf_conntrack_tcp.h). LISTEN is its SYN_SENT2. */
export const tcpStates = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;

/** SCTP association states by the kernel's number (nf_conntrack_sctp.h). */
export const sctpStates = [
  'NONE',
  'CLOSED',
  'COOKIE_WAIT',
  'COOKIE_ECHOED',
  'ESTABLISHED',
  'SHUTDOWN_SENT',
  'SHUTDOWN_RECD',
  'SHUTDOWN_ACK_SENT',
  'HEARTBEAT_SENT',
] as const;

/** DCCP states by the kernel's number (nf_conntrack_dccp.h). */
export const dccpStates = [
  'NONE',
  'REQUEST',
  'RESPOND',
  'PARTOPEN',
  'OPEN',
  'CLOSEREQ',
  'CLOSING',
  'TIMEWAIT',
] as const;

/** The state names of a protocol in the kernel's order; empty for a protocol without states. */
export function statesOf(protocol: number): readonly string[] {
  if (protocol === TCP) return tcpStates;
  if (protocol === SCTP) return sctpStates;
  if (protocol === DCCP) return dccpStates;
  return [];
}

/** A state's name; a number this program does not know is shown as it came (`state 12`). */
export function stateName(protocol: number, state: number): string {
  return statesOf(protocol)[state] ?? `state ${state}`;
}

/** An ICMP type that is a question, and its answer. */
export interface IcmpType {
  readonly type: number;
  readonly name: string;
  /** The type of the answer; conntrack tracks only types that have one. */
  readonly answer: number;
}

/** ICMP types that the kernel tracks (nf_conntrack_proto_icmp.c). */
export const icmpTypes: readonly IcmpType[] = [
  { type: 8, name: 'echo-request', answer: 0 },
  { type: 0, name: 'echo-reply', answer: 8 },
  { type: 13, name: 'timestamp-request', answer: 14 },
  { type: 14, name: 'timestamp-reply', answer: 13 },
  { type: 15, name: 'info-request', answer: 16 },
  { type: 16, name: 'info-reply', answer: 15 },
  { type: 17, name: 'address-mask-request', answer: 18 },
  { type: 18, name: 'address-mask-reply', answer: 17 },
];

/** ICMPv6 types that the kernel tracks (nf_conntrack_proto_icmpv6.c). */
export const icmpv6Types: readonly IcmpType[] = [
  { type: 128, name: 'echo-request', answer: 129 },
  { type: 129, name: 'echo-reply', answer: 128 },
  { type: 139, name: 'node-information-query', answer: 140 },
  { type: 140, name: 'node-information-reply', answer: 139 },
];

/** The trackable types of ICMP or ICMPv6. */
export function icmpTypesOf(protocol: number): readonly IcmpType[] {
  return protocol === ICMPV6 ? icmpv6Types : icmpTypes;
}

/** An ICMP type's name, or its number in text. */
export function icmpTypeName(protocol: number, type: number): string {
  return icmpTypesOf(protocol).find((known) => known.type === type)?.name ?? String(type);
}
