import type { Family } from '../../shared/address.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { FlowRef, Tuple } from '../../shared/flow.ts';
import { type FlowSpec, familyOf } from '../../shared/flow-spec.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { DCCP, SCTP, TCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import type { Zones } from '../../shared/zone.ts';
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
import { encodeExtras, encodeHelper, type FlowExtras } from './encode-extras.ts';
import { labelBytes } from './labels.ts';
import type { MessageWriter } from './message-writer.ts';
import { addressOf, encodeAddress, encodeTuple, familyNumber } from './tuple.ts';

const CHANGE = Flag.request | Flag.ack;
const CREATE = CHANGE | Flag.create | Flag.exclusive;

/**
 * IP_CT_TCP_FLAG_SACK_PERM | IP_CT_TCP_FLAG_BE_LIBERAL (nf_conntrack_tcp.h). The kernel has seen no window of a flow
 * that was made by hand, so it must not judge packets by one. conntrack(8) sets the same.
 */
const TCP_FLAGS = 0x02 | 0x08;

/** SCTP verification tags that nobody has seen yet. */
const NO_TAGS = { original: 0, reply: 0 };

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

/** What can change in a flow that exists; NAT, zone and tuples can't. Every part is optional. */
export interface FlowChange {
  readonly timeoutSeconds?: number;
  /** Only the bits of the mask change. */
  readonly mark?: { readonly value: number; readonly mask: number };
  /** The whole new status, the bits that the kernel set included: clearing one of those is refused with EBUSY. */
  readonly status?: number;
  /** TCP, SCTP or DCCP state by the kernel's number. */
  readonly state?: number;
  /** SCTP's verification tags, required with its state: those the flow has, or its packets become invalid. */
  readonly sctpTags?: { readonly original: number; readonly reply: number };
  /** Only the bits of the mask change; both as hex digits. ENOSPC where no rule of the namespace uses labels. */
  readonly labels?: { readonly value: string; readonly mask: string };
  /** A name, or '' to take the helper away. */
  readonly helper?: string;
}

/**
 * Changes a flow. The kernel does not look at the id here: read the flow before and after to see that it is the same
 * life.
 */
export function encodeChange(
  writer: MessageWriter,
  sequence: number,
  ref: FlowRef,
  change: FlowChange,
): void {
  beginFor(writer, FlowMessage.new, CHANGE, sequence, ref);
  if (change.timeoutSeconds !== undefined) writer.u32(FlowAttribute.timeout, change.timeoutSeconds);
  if (change.mark) {
    writer.u32(FlowAttribute.mark, change.mark.value & change.mark.mask);
    writer.u32(FlowAttribute.markMask, change.mark.mask);
  }
  if (change.status !== undefined) writer.u32(FlowAttribute.status, change.status);
  if (change.state !== undefined) {
    encodeState(writer, ref.protocol, change.state, 0, tagsFor(ref.protocol, change));
  }
  if (change.labels) {
    writer.bytes(FlowAttribute.labels, labelBytes(change.labels.value));
    writer.bytes(FlowAttribute.labelsMask, labelBytes(change.labels.mask));
  }
  if (change.helper !== undefined) encodeHelper(writer, change.helper);
  writer.end();
}

/**
 * Reads one flow; answered by a NEW message or ENOENT. The kernel also finds a flow whose reply tuple it is: compare
 * the answer's original tuple.
 */
export function encodeGet(writer: MessageWriter, sequence: number, ref: FlowRef): void {
  beginFor(writer, FlowMessage.get, Flag.request, sequence, ref);
  writer.end();
}

/** Deletes one flow, and only the life of it that has this id: ENOENT otherwise. */
export function encodeDelete(writer: MessageWriter, sequence: number, ref: FlowRef): void {
  beginFor(writer, FlowMessage.delete, CHANGE, sequence, ref);
  writer.u32(FlowAttribute.id, ref.id);
  writer.end();
}

function beginFor(writer: MessageWriter, type: number, flags: number, sequence: number, ref: FlowRef): void {
  writer.begin(type, flags, sequence, familyNumber(familyOfTuple(ref.original)));
  encodeKey(writer, ref.protocol, ref.original, ref.zones);
}

/** Original tuple and zone. The reply direction's own zone is no part of the key: the kernel looks in the original's. */
function encodeKey(writer: MessageWriter, protocol: number, original: Tuple, zones: Zones): void {
  const plain = zones.original === zones.reply;
  const ownZone = plain || zones.original === 0 ? null : zones.original;
  encodeTuple(writer, FlowAttribute.tupleOriginal, protocol, original, ownZone);
  if (plain && zones.original !== 0) writer.u16(FlowAttribute.zone, zones.original);
}

/** The tags to send with a new state. Throws `invalid` for SCTP without: the kernel would overwrite the flow's with 0. */
function tagsFor(protocol: number, { sctpTags }: FlowChange): { original: number; reply: number } {
  if (sctpTags) return sctpTags;
  if (protocol !== SCTP) return NO_TAGS;
  throw new InspectorError({
    code: 'invalid',
    operation: 'write a netlink message',
    message: 'A new SCTP state must come with the verification tags that the flow has.',
  });
}

/** CTA_PROTOINFO. `tcpFlags` are set both ways; SCTP's state goes with its tags, DCCP's with a role (0: client). */
function encodeState(
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
function encodeNat(
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

/** The family of a tuple of canonical addresses. */
function familyOfTuple(tuple: Tuple): Family {
  return tuple.source.includes(':') ? 6 : 4;
}
