import type { Flow } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import {
  CounterAttribute,
  DccpInfo,
  FlowAttribute,
  HelpAttribute,
  PROTOCOL_STATE,
  ProtocolInfo,
  SctpInfo,
  SecurityAttribute,
  SequenceAttribute,
  SynproxyAttribute,
  TcpInfo,
  TimestampAttribute,
} from './constants.ts';
import { labelText } from './labels.ts';
import { Attributes, hexOf, NFGEN_HEADER_BYTES } from './message.ts';
import { type DecodedTuple, decodeTuple } from './tuple.ts';

/**
 * Decodes everything that the ctnetlink message between two offsets says about its flow; attributes that this program
 * does not know are there in their raw form. Null when the message does not have both tuples.
 */
export function decodeFlow(view: DataView, start: number, end: number): FlowDetails | null {
  const attributes = new Attributes(view, start + NFGEN_HEADER_BYTES, end);
  const original = tupleOf(attributes, FlowAttribute.tupleOriginal);
  const reply = tupleOf(attributes, FlowAttribute.tupleReply);
  if (!original || !reply) return null;
  const master = tupleOf(attributes, FlowAttribute.tupleMaster);
  const info = attributes.nest(FlowAttribute.protocolInfo);
  return {
    flow: flowOf(attributes, original, reply),
    master: master && { protocol: master.protocol, original: master.tuple },
    tcp: tcpOf(info?.nest(ProtocolInfo.tcp) ?? null),
    sctp: sctpOf(info?.nest(ProtocolInfo.sctp) ?? null),
    dccp: dccpOf(info?.nest(ProtocolInfo.dccp) ?? null),
    sequenceAdjustment: adjustmentsOf(attributes),
    synproxy: synproxyOf(attributes.nest(FlowAttribute.synproxy)),
    securityContext: attributes.nest(FlowAttribute.securityContext)?.text(SecurityAttribute.name) ?? null,
    stoppedAt: timeOf(attributes, TimestampAttribute.stop),
    attributes: attributes.list.map(({ type, value }) => ({ type, hex: hexOf(value) })),
  };
}

function flowOf(attributes: Attributes, original: DecodedTuple, reply: DecodedTuple): Flow {
  const zone = attributes.u16(FlowAttribute.zone) ?? 0;
  const labels = attributes.value(FlowAttribute.labels);
  return {
    family: original.family,
    protocol: original.protocol,
    original: original.tuple,
    reply: reply.tuple,
    zones: { original: original.zone ?? zone, reply: reply.zone ?? zone },
    id: attributes.u32(FlowAttribute.id) ?? 0,
    status: attributes.u32(FlowAttribute.status) ?? 0,
    state: stateOf(attributes.nest(FlowAttribute.protocolInfo)),
    timeoutSeconds: attributes.u32(FlowAttribute.timeout),
    mark: attributes.u32(FlowAttribute.mark),
    use: attributes.u32(FlowAttribute.use),
    helper: attributes.nest(FlowAttribute.help)?.text(HelpAttribute.name) || null,
    labels: labels && labelText(labels, 0, labels.byteLength),
    counters: countersOf(attributes),
    startedAt: timeOf(attributes, TimestampAttribute.start),
  };
}

function tupleOf(attributes: Attributes, type: number): DecodedTuple | null {
  const nest = attributes.nest(type);
  return nest && decodeTuple(nest);
}

function stateOf(info: Attributes | null): number | null {
  const states =
    info?.nest(ProtocolInfo.tcp) ?? info?.nest(ProtocolInfo.sctp) ?? info?.nest(ProtocolInfo.dccp);
  return states?.u8(PROTOCOL_STATE) ?? null;
}

function countersOf(attributes: Attributes): Flow['counters'] {
  const original = directionCounters(attributes.nest(FlowAttribute.countersOriginal));
  const reply = directionCounters(attributes.nest(FlowAttribute.countersReply));
  if (!original && !reply) return null;
  return { original: original ?? NO_COUNTERS, reply: reply ?? NO_COUNTERS };
}

const NO_COUNTERS = { packets: 0, bytes: 0 };

function directionCounters(counters: Attributes | null): { packets: number; bytes: number } | null {
  const packets =
    counters?.u64(CounterAttribute.packets) ?? counters?.u32(CounterAttribute.packets32) ?? null;
  const bytes = counters?.u64(CounterAttribute.bytes) ?? counters?.u32(CounterAttribute.bytes32) ?? null;
  return packets === null || bytes === null ? null : { packets: Number(packets), bytes: Number(bytes) };
}

/** A destroyed flow's information has its state only, so there is nothing more to say of it. */
function tcpOf(tcp: Attributes | null): FlowDetails['tcp'] {
  const windowScaleOriginal = tcp?.u8(TcpInfo.windowScaleOriginal) ?? null;
  const windowScaleReply = tcp?.u8(TcpInfo.windowScaleReply) ?? null;
  // struct nf_ct_tcp_flags: the first byte is the flags, the second a mask that only requests use.
  const flagsOriginal = tcp?.u8(TcpInfo.flagsOriginal) ?? null;
  const flagsReply = tcp?.u8(TcpInfo.flagsReply) ?? null;
  if (windowScaleOriginal === null || windowScaleReply === null) return null;
  if (flagsOriginal === null || flagsReply === null) return null;
  return { windowScaleOriginal, windowScaleReply, flagsOriginal, flagsReply };
}

function sctpOf(sctp: Attributes | null): FlowDetails['sctp'] {
  const tagOriginal = sctp?.u32(SctpInfo.tagOriginal) ?? null;
  const tagReply = sctp?.u32(SctpInfo.tagReply) ?? null;
  return tagOriginal === null || tagReply === null ? null : { tagOriginal, tagReply };
}

function dccpOf(dccp: Attributes | null): FlowDetails['dccp'] {
  const role = dccp?.u8(DccpInfo.role) ?? null;
  const handshakeSequence = dccp?.u64(DccpInfo.handshakeSequence) ?? null;
  return role === null || handshakeSequence === null
    ? null
    : { role, handshakeSequence: String(handshakeSequence) };
}

function adjustmentsOf(attributes: Attributes): FlowDetails['sequenceAdjustment'] {
  const original = adjustmentOf(attributes.nest(FlowAttribute.sequenceAdjustOriginal));
  const reply = adjustmentOf(attributes.nest(FlowAttribute.sequenceAdjustReply));
  return original || reply ? { original, reply } : null;
}

function adjustmentOf(attributes: Attributes | null) {
  const correctionPosition = attributes?.u32(SequenceAttribute.correctionPosition) ?? null;
  const offsetBefore = attributes?.u32(SequenceAttribute.offsetBefore) ?? null;
  const offsetAfter = attributes?.u32(SequenceAttribute.offsetAfter) ?? null;
  if (correctionPosition === null || offsetBefore === null || offsetAfter === null) return null;
  // Offsets are signed: a helper may have shortened the payload.
  return { correctionPosition, offsetBefore: offsetBefore | 0, offsetAfter: offsetAfter | 0 };
}

function synproxyOf(synproxy: Attributes | null): FlowDetails['synproxy'] {
  const initialSequence = synproxy?.u32(SynproxyAttribute.initialSequence) ?? null;
  const timestamp = synproxy?.u32(SynproxyAttribute.timestamp) ?? null;
  const offset = synproxy?.u32(SynproxyAttribute.offset) ?? null;
  if (initialSequence === null || timestamp === null || offset === null) return null;
  return { initialSequence, timestamp, offset };
}

/** Milliseconds since the epoch, from the kernel's nanoseconds. */
function timeOf(attributes: Attributes, type: number): number | null {
  const nanoseconds = attributes.nest(FlowAttribute.timestamp)?.u64(type) ?? null;
  return nanoseconds === null ? null : Number(nanoseconds / 1_000_000n);
}
