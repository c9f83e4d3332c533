import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { ICMP, ICMPV6 } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import {
  FlowAttribute,
  FlowMessage,
  NESTED,
  PROTOCOL_STATE,
  ProtocolInfo,
  TcpInfo,
  TYPE_MASK,
} from './constants.ts';
import { decodeFlow } from './decode-flow.ts';
import { CREATE, encodeNat } from './encode-flow.ts';
import {
  ATTRIBUTE_HEADER_BYTES,
  align4,
  attributeEnd,
  findAttribute,
  NFGEN_HEADER_BYTES,
} from './message.ts';
import type { MessageWriter } from './message-writer.ts';
import { encodeTuple } from './tuple.ts';

/** Status bits that the kernel takes over from the request when a flow is made. */
const TAKEN_STATUS =
  StatusBit.seenReply | StatusBit.assured | StatusBit.fixedTimeout | StatusBit.helper | StatusBit.confirmed;
const NAT_STATUS = StatusBit.srcNat | StatusBit.dstNat;

/** IP_CT_TCP_FLAG_BE_LIBERAL: the windows that the kernel had seen are gone, so it must not judge packets by them. */
const BE_LIBERAL = 0x08;
const ALL_TCP_FLAGS = 0xff;

/** Attributes that the kernel takes as it told them. */
const taken: ReadonlySet<number> = new Set([
  FlowAttribute.tupleOriginal,
  FlowAttribute.help,
  FlowAttribute.mark,
  FlowAttribute.tupleMaster,
  FlowAttribute.sequenceAdjustOriginal,
  FlowAttribute.sequenceAdjustReply,
  FlowAttribute.zone,
  FlowAttribute.labels,
  FlowAttribute.synproxy,
]);

/**
 * Makes a flow anew from the message in which the kernel once told it: every part of it that the kernel lets be given
 * is given. Answered with EEXIST when there is such a flow.
 */
export function encodeAgain(
  writer: MessageWriter,
  sequence: number,
  view: DataView,
  start: number,
  end: number,
): void {
  writer.begin(FlowMessage.new, CREATE, sequence, view.getUint8(start + 16));
  const status = statusOf(view, start, end);
  const isTranslated = (status & NAT_STATUS) !== 0;
  for (let at = start + NFGEN_HEADER_BYTES; at + ATTRIBUTE_HEADER_BYTES <= end; ) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > end) break;
    const type = view.getUint16(at + 2, true);
    const value = at + ATTRIBUTE_HEADER_BYTES;
    const kind = type & TYPE_MASK;
    if (taken.has(kind) || (kind === FlowAttribute.tupleReply && !isTranslated)) {
      writer.bytes(type, bytesOf(view, value, at + length));
    } else if (kind === FlowAttribute.timeout) {
      // 0 would end it before anybody sees it.
      writer.u32(FlowAttribute.timeout, Math.max(1, view.getUint32(value)));
    } else if (kind === FlowAttribute.status) {
      writer.u32(FlowAttribute.status, (status & TAKEN_STATUS) | StatusBit.confirmed);
    } else if (kind === FlowAttribute.protocolInfo) {
      encodeProtocolInfo(writer, view, value, at + length);
    }
    at += align4(length);
  }
  if (isTranslated) encodeTranslation(writer, status, view, start, end);
  writer.end();
}

/** Whether the flow was foretold by another, which must be in the table before it. */
export function hasMaster(view: DataView, start: number, end: number): boolean {
  return findAttribute(view, start + NFGEN_HEADER_BYTES, end, FlowAttribute.tupleMaster, 0) >= 0;
}

function statusOf(view: DataView, start: number, end: number): number {
  const value = findAttribute(view, start + NFGEN_HEADER_BYTES, end, FlowAttribute.status, 4);
  return value < 0 ? 0 : view.getUint32(value);
}

function bytesOf(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}

/** As it was told, but that TCP's flags need the mask of those that are meant (struct nf_ct_tcp_flags). */
function encodeProtocolInfo(writer: MessageWriter, view: DataView, start: number, end: number): void {
  const tcp = findAttribute(view, start, end, ProtocolInfo.tcp, 0);
  if (tcp < 0) {
    writer.bytes(FlowAttribute.protocolInfo | NESTED, bytesOf(view, start, end));
    return;
  }
  const tcpEnd = attributeEnd(view, tcp);
  const info = writer.open(FlowAttribute.protocolInfo);
  const nest = writer.open(ProtocolInfo.tcp);
  for (const type of [PROTOCOL_STATE, TcpInfo.windowScaleOriginal, TcpInfo.windowScaleReply]) {
    const value = findAttribute(view, tcp, tcpEnd, type, 1);
    if (value >= 0) writer.u8(type, view.getUint8(value));
  }
  for (const type of [TcpInfo.flagsOriginal, TcpInfo.flagsReply]) {
    const value = findAttribute(view, tcp, tcpEnd, type, 1);
    const flags = (value < 0 ? 0 : view.getUint8(value)) | BE_LIBERAL;
    writer.u16(type, (flags << 8) | ALL_TCP_FLAGS);
  }
  writer.close(nest);
  writer.close(info);
}

/**
 * A translated flow comes back by asking for its translation: given the translated reply tuple, the kernel would take
 * packets for it and not translate them. The reply tuple is then the plain inverse, which the translation changes.
 */
function encodeTranslation(
  writer: MessageWriter,
  status: number,
  view: DataView,
  start: number,
  end: number,
): void {
  const flow = decodeFlow(view, start, end)?.flow;
  if (!flow) return;
  const { protocol, original, reply, zones } = flow;
  const replyZone = zones.original === zones.reply || zones.reply === 0 ? null : zones.reply;
  encodeTuple(writer, FlowAttribute.tupleReply, protocol, inverseTuple(protocol, original), replyZone);
  const l4 = reply.l4;
  if ((status & StatusBit.srcNat) !== 0) {
    const isIcmp = protocol === ICMP || protocol === ICMPV6;
    const port = l4.kind === 'ports' ? l4.destination : l4.kind === 'icmp' && isIcmp ? l4.id : null;
    encodeNat(writer, FlowAttribute.natSource, { address: reply.destination, port });
  }
  if ((status & StatusBit.dstNat) !== 0) {
    const port = l4.kind === 'ports' ? l4.source : null;
    encodeNat(writer, FlowAttribute.natDestination, { address: reply.source, port });
  }
}
