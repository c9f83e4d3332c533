/** Status bits of a flow (enum ip_conntrack_status in nf_conntrack_common.h). */
export const StatusBit = {
  expected: 1 << 0,
  seenReply: 1 << 1,
  assured: 1 << 2,
  confirmed: 1 << 3,
  srcNat: 1 << 4,
  dstNat: 1 << 5,
  seqAdjust: 1 << 6,
  srcNatDone: 1 << 7,
  dstNatDone: 1 << 8,
  dying: 1 << 9,
  fixedTimeout: 1 << 10,
  template: 1 << 11,
  natClash: 1 << 12,
  helper: 1 << 13,
  offload: 1 << 14,
  hwOffload: 1 << 15,
} as const;
export type StatusName = keyof typeof StatusBit;

/** One status bit in words. */
export interface StatusMeaning {
  readonly name: StatusName;
  readonly bit: number;
  /** The kernel's name without its IPS_ prefix. */
  readonly kernelName: string;
  /** One plain sentence. */
  readonly meaning: string;
}

/** Every status bit in the kernel's order, with what it says about the flow. */
export const statusMeanings: readonly StatusMeaning[] = [
  meaning('expected', 'EXPECTED', 'A helper on another flow foretold this one.'),
  meaning('seenReply', 'SEEN_REPLY', 'Packets have been seen in both directions.'),
  meaning(
    'assured',
    'ASSURED',
    'Traffic both ways was convincing: a full table does not evict this flow early.',
  ),
  meaning('confirmed', 'CONFIRMED', 'The first packet left the machine, so the flow is in the table.'),
  meaning('srcNat', 'SRC_NAT', 'The source is rewritten on the way out.'),
  meaning('dstNat', 'DST_NAT', 'The destination is rewritten on the way in.'),
  meaning(
    'seqAdjust',
    'SEQ_ADJUST',
    'A helper changed the payload length, so TCP sequence numbers are corrected.',
  ),
  meaning('srcNatDone', 'SRC_NAT_DONE', 'The decision whether to rewrite the source has been made.'),
  meaning('dstNatDone', 'DST_NAT_DONE', 'The decision whether to rewrite the destination has been made.'),
  meaning('dying', 'DYING', 'The flow has been removed; its last references are going away.'),
  meaning('fixedTimeout', 'FIXED_TIMEOUT', 'Packets do not renew the timeout.'),
  meaning('template', 'TEMPLATE', 'A template that rules attach to packets, not a flow.'),
  meaning('natClash', 'NAT_CLASH', 'An identical flow was inserted at the same time and this one yielded.'),
  meaning('helper', 'HELPER', 'A helper was attached to the flow explicitly.'),
  meaning(
    'offload',
    'OFFLOAD',
    'Packets bypass conntrack through a flow table; timeout and state stand still.',
  ),
  meaning('hwOffload', 'HW_OFFLOAD', 'Packets are forwarded by the network hardware.'),
];

function meaning(name: StatusName, kernelName: string, text: string): StatusMeaning {
  return { name, bit: StatusBit[name], kernelName, meaning: text };
}
