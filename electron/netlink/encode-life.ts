/**
 * Requests about one life of a flow that is in the table. The life lies in `words` from `at` on (see
 * shared/flow-life.ts), so that requests about very many are written without an object for each.
 */
import { InspectorError } from '../../shared/errors.ts';
import { LIFE_HAS_L4, LIFE_ID } from '../../shared/flow-life.ts';
import { KIND, ORIG_DST, ORIG_L4, ORIG_SRC, ZONES } from '../../shared/flow-record.ts';
import { ICMP, l4Kind, SCTP } from '../../shared/protocol.ts';
import {
  AddressFamily,
  Flag,
  FlowAttribute,
  FlowMessage,
  IpAttribute,
  ProtocolAttribute,
  TupleAttribute,
} from './constants.ts';
import { encodeHelper } from './encode-extras.ts';
import { encodeState, NO_TAGS } from './encode-flow.ts';
import { labelBytes } from './labels.ts';
import type { MessageWriter } from './message-writer.ts';

const ACKNOWLEDGED = Flag.request | Flag.ack;

/**
 * Reads one flow; answered by a NEW message or ENOENT, and with `flags` of Flag.ack by an acknowledgement after that.
 * The kernel also finds another life of the flow, and a flow whose reply tuple it is: compare the answer's id.
 */
export function encodeGet(
  writer: MessageWriter,
  sequence: number,
  words: Uint32Array,
  at = 0,
  flags = 0,
): void {
  beginFor(writer, FlowMessage.get, Flag.request | flags, sequence, words, at);
  writer.end();
}

/** Deletes one flow, and only the life of it that has this id: ENOENT otherwise. */
export function encodeDelete(writer: MessageWriter, sequence: number, words: Uint32Array, at = 0): void {
  beginFor(writer, FlowMessage.delete, ACKNOWLEDGED, sequence, words, at);
  writer.u32(FlowAttribute.id, words[at + LIFE_ID] ?? 0);
  writer.end();
}

/** What can change in a flow that exists; NAT, zone and tuples can't. Every part is optional. */
export interface FlowUpdate {
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
export function encodeUpdate(
  writer: MessageWriter,
  sequence: number,
  update: FlowUpdate,
  words: Uint32Array,
  at = 0,
): void {
  beginFor(writer, FlowMessage.new, ACKNOWLEDGED, sequence, words, at);
  if (update.timeoutSeconds !== undefined) writer.u32(FlowAttribute.timeout, update.timeoutSeconds);
  if (update.mark) {
    writer.u32(FlowAttribute.mark, update.mark.value & update.mark.mask);
    writer.u32(FlowAttribute.markMask, update.mark.mask);
  }
  if (update.status !== undefined) writer.u32(FlowAttribute.status, update.status);
  if (update.state !== undefined) {
    const protocol = protocolOf(words, at);
    encodeState(writer, protocol, update.state, 0, tagsFor(protocol, update));
  }
  if (update.labels) {
    writer.bytes(FlowAttribute.labels, labelBytes(update.labels.value));
    writer.bytes(FlowAttribute.labelsMask, labelBytes(update.labels.mask));
  }
  if (update.helper !== undefined) encodeHelper(writer, update.helper);
  writer.end();
}

/** The tags to send with a new state. Throws `invalid` for SCTP without: the kernel would overwrite the flow's with 0. */
function tagsFor(protocol: number, { sctpTags }: FlowUpdate): { original: number; reply: number } {
  if (sctpTags) return sctpTags;
  if (protocol !== SCTP) return NO_TAGS;
  throw new InspectorError({
    code: 'invalid',
    operation: 'write a netlink message',
    message: 'A new SCTP state must come with the verification tags that the flow has.',
  });
}

function protocolOf(words: Uint32Array, at: number): number {
  return ((words[at + KIND] ?? 0) >>> 8) & 0xff;
}

/**
 * Begins a message with the key of a life: original tuple and zone. The reply direction's own zone is no part of it:
 * the kernel looks in the original's.
 */
function beginFor(
  writer: MessageWriter,
  type: number,
  flags: number,
  sequence: number,
  words: Uint32Array,
  at: number,
): void {
  const kind = words[at + KIND] ?? 0;
  const isV6 = (kind & 0xff) === 6;
  writer.begin(type, flags, sequence, isV6 ? AddressFamily.inet6 : AddressFamily.inet);
  const zones = words[at + ZONES] ?? 0;
  const zone = zones >>> 16;
  const isPlain = zone === (zones & 0xffff);

  const tuple = writer.open(FlowAttribute.tupleOriginal);
  const ip = writer.open(TupleAttribute.ip);
  const length = isV6 ? 4 : 1;
  writer.words(isV6 ? IpAttribute.v6Source : IpAttribute.v4Source, words, length, at + ORIG_SRC);
  writer.words(isV6 ? IpAttribute.v6Destination : IpAttribute.v4Destination, words, length, at + ORIG_DST);
  writer.close(ip);
  const transport = writer.open(TupleAttribute.protocol);
  const protocol = protocolOf(words, at);
  writer.u8(ProtocolAttribute.number, protocol);
  if ((kind & LIFE_HAS_L4) !== 0) encodeL4(writer, protocol, words[at + ORIG_L4] ?? 0);
  writer.close(transport);
  if (!isPlain && zone !== 0) writer.u16(TupleAttribute.zone, zone);
  writer.close(tuple);
  if (isPlain && zone !== 0) writer.u16(FlowAttribute.zone, zone);
}

function encodeL4(writer: MessageWriter, protocol: number, word: number): void {
  if (l4Kind(protocol) !== 'icmp') {
    writer.u16(ProtocolAttribute.sourcePort, word >>> 16);
    writer.u16(ProtocolAttribute.destinationPort, word & 0xffff);
    return;
  }
  const isV4 = protocol === ICMP;
  writer.u16(isV4 ? ProtocolAttribute.icmpId : ProtocolAttribute.icmpv6Id, word >>> 16);
  writer.u8(isV4 ? ProtocolAttribute.icmpType : ProtocolAttribute.icmpv6Type, (word >>> 8) & 0xff);
  writer.u8(isV4 ? ProtocolAttribute.icmpCode : ProtocolAttribute.icmpv6Code, word & 0xff);
}
