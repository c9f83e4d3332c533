import { type FlowSpec, familyOf } from '../../shared/flow-spec.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { DCCP, SCTP, TCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import {
  DccpInfo,
  Flag,
  FlowAttribute,
  FlowMessage,
  NatAttribute,
  NatPort,
  PROTOCOL_STATE,
  ProtocolInfo,
  SctpInfo,
  TcpInfo,
} from './constants.ts';
import { encodeExtras, type FlowExtras } from './encode-extras.ts';
import type { MessageWriter } from './message-writer.ts';
import { addressOf, encodeAddress, encodeTuple, familyNumber } from './tuple.ts';

/** Of a message that makes a flow and never changes one. */
export const CREATE = Flag.request | Flag.ack | Flag.create | Flag.exclusive;

/**
 * IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_BE_LIBERAL (nf_conntrack_tcp.h). The kernel has seen no window of a flow
 * that was made by hand, so it must not judge packets by one. conntrack(8) sets the same.
 */
const TCP_FLAGS = 0x02 | 0x08;

/** SCTP verification tags that nobody has seen yet. */
export const NO_TAGS = { original: 0, reply: 0 };

/**
 * Creates a flow, or is answered with EEXIST. The reply tuple is the plain inverse: the kernel's own NAT set-up
 * changes it, finds a free port where none is given, and sets the status bits (ctnetlink_create_conntrack).
 */
export function encodeCreate(
  writer: MessageWriter,
  sequence: number,
  spec: FlowSpec,
  extras: FlowExtras = {},
): void {
  const { protocol, zone } = spec;
  const original = { source: spec.source, destination: spec.destination, l4: spec.l4 };
  const directional = zone.direction !== 'both' && zone.zone !== 0;
  writer.begin(FlowMessage.new, CREATE, sequence, familyNumber(familyOf(spec)));
  const originalZone = directional && zone.direction === 'original' ? zone.zone : null;
  const replyZone = directional && zone.direction === 'reply' ? zone.zone : null;
  encodeTuple(writer, FlowAttribute.tupleOriginal, protocol, original, originalZone);
  encodeTuple(writer, FlowAttribute.tupleReply, protocol, inverseTuple(protocol, original), replyZone);
  if (!directional && zone.zone !== 0) writer.u16(FlowAttribute.zone, zone.zone);
  writer.u32(FlowAttribute.timeout, spec.timeoutSeconds);
  // A created flow is in the table, and the kernel refuses a status that says otherwise (EBUSY).
  if (spec.status !== 0) writer.u32(FlowAttribute.status, spec.status | StatusBit.confirmed);
  if (spec.mark !== 0) writer.u32(FlowAttribute.mark, spec.mark);
  if (spec.state !== null) encodeState(writer, protocol, spec.state, TCP_FLAGS, spec.sctpTags ?? NO_TAGS);
  if (spec.sourceNat) encodeNat(writer, FlowAttribute.natSource, spec.sourceNat);
  if (spec.destinationNat) encodeNat(writer, FlowAttribute.natDestination, spec.destinationNat);
  encodeExtras(writer, { ...ownExtras(spec), ...extras });
  writer.end();
}

function ownExtras({ helper, labels }: FlowSpec): FlowExtras {
  return { ...(helper === null ? {} : { helper }), ...(labels === null ? {} : { labels }) };
}

/** CTA_PROTOINFO. `tcpFlags` are set both ways; SCTP's state goes with its tags, DCCP's with a role (0: client). */
export function encodeState(
  writer: MessageWriter,
  protocol: number,
  state: number,
  tcpFlags: number,
  sctpTags: { original: number; reply: number },
): void {
  const info = writer.open(FlowAttribute.protocolInfo);
  switch (protocol) {
    case TCP: {
      const tcp = writer.open(ProtocolInfo.tcp);
      writer.u8(PROTOCOL_STATE, state);
      if (tcpFlags !== 0) {
        // struct nf_ct_tcp_flags: the flags, then the mask of those that are meant.
        writer.u16(TcpInfo.flagsOriginal, (tcpFlags << 8) | tcpFlags);
        writer.u16(TcpInfo.flagsReply, (tcpFlags << 8) | tcpFlags);
      }
      writer.close(tcp);
      break;
    }
    case SCTP: {
      const sctp = writer.open(ProtocolInfo.sctp);
      writer.u8(PROTOCOL_STATE, state);
      writer.u32(SctpInfo.tagOriginal, sctpTags.original);
      writer.u32(SctpInfo.tagReply, sctpTags.reply);
      writer.close(sctp);
      break;
    }
    case DCCP: {
      const dccp = writer.open(ProtocolInfo.dccp);
      writer.u8(PROTOCOL_STATE, state);
      writer.u8(DccpInfo.role, 0);
      writer.close(dccp);
      break;
    }
  }
  writer.close(info);
}

/** One translated end. A single address is a range from it to it; without a port the kernel keeps the flow's own if free. */
export function encodeNat(
  writer: MessageWriter,
  type: number,
  target: { address: string; port: number | null },
): void {
  const address = addressOf(target.address);
  const nat = writer.open(type);
  const [minimum, maximum] =
    address.family === 4
      ? [NatAttribute.v4Minimum, NatAttribute.v4Maximum]
      : [NatAttribute.v6Minimum, NatAttribute.v6Maximum];
  encodeAddress(writer, minimum, address);
  encodeAddress(writer, maximum, address);
  if (target.port !== null) {
    const range = writer.open(NatAttribute.protocol);
    writer.u16(NatPort.minimum, target.port);
    writer.u16(NatPort.maximum, target.port);
    writer.close(range);
  }
  writer.close(nat);
}
