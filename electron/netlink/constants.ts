/** Numbers of the nfnetlink wire format. Names follow the kernel's enums, without their prefixes. */

/** Message flags (linux/netlink.h). */
export const Flag = {
  request: 0x1,
  multi: 0x2,
  ack: 0x4,
  dumpInterrupted: 0x10,
  /** GET: answer with the whole table (NLM_F_ROOT | NLM_F_MATCH). */
  dump: 0x300,
  exclusive: 0x200,
  create: 0x400,
  /** NLMSG_ERROR: the request's body was left out. */
  capped: 0x100,
  /** NLMSG_ERROR and NLMSG_DONE: attributes of enum nlmsgerr_attrs follow. */
  ackAttributes: 0x200,
} as const;

/** Messages of netlink itself. */
export const Control = { error: 2, done: 3, overrun: 4 } as const;

/** enum nlmsgerr_attrs. */
export const ErrorAttribute = { message: 1, offset: 2, missingType: 5, missingNest: 6 } as const;

/** Bit of an attribute type that says that its value is a list of attributes. */
export const NESTED = 0x8000;
/** What remains of an attribute's type field without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const TYPE_MASK = 0x3fff;

const CTNETLINK = 1 << 8;
const CTNETLINK_EXP = 2 << 8;

/** Message types of ctnetlink with the subsystem in the high byte (enum cntl_msg_types). */
export const FlowMessage = {
  new: CTNETLINK | 0,
  get: CTNETLINK | 1,
  delete: CTNETLINK | 2,
  getStatsCpu: CTNETLINK | 4,
  getStats: CTNETLINK | 5,
  getDying: CTNETLINK | 6,
  getUnconfirmed: CTNETLINK | 7,
} as const;

/** Message types of ctnetlink_exp with the subsystem in the high byte (enum ctnl_exp_msg_types). */
export const ExpectationMessage = {
  new: CTNETLINK_EXP | 0,
  get: CTNETLINK_EXP | 1,
  delete: CTNETLINK_EXP | 2,
  getStatsCpu: CTNETLINK_EXP | 3,
} as const;

/** Address families (sys/socket.h) as nfgenmsg carries them. */
export const AddressFamily = { unspecified: 0, inet: 2, inet6: 10 } as const;

/** enum ctattr_type. */
export const FlowAttribute = {
  tupleOriginal: 1,
  tupleReply: 2,
  status: 3,
  protocolInfo: 4,
  help: 5,
  natSource: 6,
  timeout: 7,
  mark: 8,
  countersOriginal: 9,
  countersReply: 10,
  use: 11,
  id: 12,
  natDestination: 13,
  tupleMaster: 14,
  sequenceAdjustOriginal: 15,
  sequenceAdjustReply: 16,
  zone: 18,
  securityContext: 19,
  timestamp: 20,
  markMask: 21,
  labels: 22,
  labelsMask: 23,
  synproxy: 24,
  filter: 25,
  statusMask: 26,
} as const;

/** enum ctattr_tuple. */
export const TupleAttribute = { ip: 1, protocol: 2, zone: 3 } as const;

/** enum ctattr_ip. */
export const IpAttribute = { v4Source: 1, v4Destination: 2, v6Source: 3, v6Destination: 4 } as const;

/** enum ctattr_l4proto. Ports are GRE's keys too. */
export const ProtocolAttribute = {
  number: 1,
  sourcePort: 2,
  destinationPort: 3,
  icmpId: 4,
  icmpType: 5,
  icmpCode: 6,
  icmpv6Id: 7,
  icmpv6Type: 8,
  icmpv6Code: 9,
} as const;

/** enum ctattr_protoinfo: which protocol's information follows. */
export const ProtocolInfo = { tcp: 1, dccp: 2, sctp: 3 } as const;
/** The state's number is 1 in the lists of all three protocols. */
export const PROTOCOL_STATE = 1;
/** enum ctattr_protoinfo_tcp. */
export const TcpInfo = {
  windowScaleOriginal: 2,
  windowScaleReply: 3,
  flagsOriginal: 4,
  flagsReply: 5,
} as const;
/** enum ctattr_protoinfo_dccp. */
export const DccpInfo = { role: 2, handshakeSequence: 3 } as const;
/** enum ctattr_protoinfo_sctp. */
export const SctpInfo = { tagOriginal: 2, tagReply: 3 } as const;

/** enum ctattr_counters: 64 bits since kernel 2.6.27, 32 before. */
export const CounterAttribute = { packets: 1, bytes: 2, packets32: 3, bytes32: 4 } as const;
/** enum ctattr_tstamp. */
export const TimestampAttribute = { start: 1, stop: 2 } as const;
/** enum ctattr_nat. */
export const NatAttribute = { v4Minimum: 1, v4Maximum: 2, protocol: 3, v6Minimum: 4, v6Maximum: 5 } as const;
/** enum ctattr_protonat. */
export const NatPort = { minimum: 1, maximum: 2 } as const;
/** enum ctattr_seqadj. */
export const SequenceAttribute = { correctionPosition: 1, offsetBefore: 2, offsetAfter: 3 } as const;
/** enum ctattr_synproxy. */
export const SynproxyAttribute = { initialSequence: 1, timestamp: 2, offset: 3 } as const;
/** enum ctattr_help. */
export const HelpAttribute = { name: 1 } as const;
/** enum ctattr_secctx. */
export const SecurityAttribute = { name: 1 } as const;

/** enum ctattr_filter. */
export const FilterAttribute = { originalFlags: 1, replyFlags: 2 } as const;
/** Parts of a tuple that CTA_FILTER can compare and that this program uses (CTA_FILTER_F_* in nf_internals.h). */
export const FilterFlag = {
  ipSource: 1 << 0,
  ipDestination: 1 << 1,
  protocol: 1 << 3,
  sourcePort: 1 << 4,
  destinationPort: 1 << 5,
} as const;

/** enum ctattr_expect. */
export const ExpectationAttribute = {
  master: 1,
  tuple: 2,
  mask: 3,
  timeout: 4,
  id: 5,
  helperName: 6,
  zone: 7,
  flags: 8,
  class: 9,
  nat: 10,
  function: 11,
} as const;
/** enum ctattr_expect_nat. */
export const ExpectationNat = { direction: 1, tuple: 2 } as const;

/** enum ctattr_stats_cpu. */
export const CpuStatistic = {
  searched: 1,
  found: 2,
  new: 3,
  invalid: 4,
  ignore: 5,
  delete: 6,
  deleteList: 7,
  insert: 8,
  insertFailed: 9,
  drop: 10,
  earlyDrop: 11,
  error: 12,
  searchRestart: 13,
  clashResolve: 14,
  chainTooLong: 15,
} as const;
/** enum ctattr_stats_global. */
export const GlobalStatistic = { entries: 1, maximumEntries: 2 } as const;
/** enum ctattr_expect_stats. */
export const ExpectationStatistic = { new: 1, create: 2, delete: 3 } as const;
