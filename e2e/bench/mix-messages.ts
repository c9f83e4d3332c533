import {
  Flag,
  FlowAttribute,
  FlowMessage,
  PROTOCOL_STATE,
  ProtocolInfo,
} from '../../electron/netlink/constants.ts';
import { MessageWriter } from '../../electron/netlink/message-writer.ts';
import { encodeTuple, familyNumber } from '../../electron/netlink/tuple.ts';
import type { L4 } from '../../shared/flow.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { ICMP, ICMPV6, l4Kind, TCP, UDP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { type MixedFlow, mixFlow, newMixedFlow } from './flow-mix.ts';

/** What a message asks of the kernel, without wanting an answer. */
export type Wish = 'create' | 'delete';

/** A message with marker values in the places that differ from flow to flow. */
interface Template {
  readonly bytes: Buffer;
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
  readonly sourcePorts: readonly number[];
  readonly destinationPorts: readonly number[];
  readonly zones: readonly number[];
  readonly marks: readonly number[];
  readonly timeouts: readonly number[];
}

const ESTABLISHED = 3;
const STATUS = StatusBit.confirmed | StatusBit.seenReply | StatusBit.assured;

// Values that occur nowhere else in a message.
const MARKER = {
  source: 0x0bad_f00d,
  destination: 0x0dee_dbee,
  sourcePort: 0xa5c3,
  destinationPort: 0xb6d4,
  zone: 0xc7e5,
  mark: 0xd8f6_a1b2,
  timeoutSeconds: 0x1a2b_3c4d,
};

/** Writes the mix's netlink messages quickly: copies of a few templates with the numbers of each flow put in. */
export class MixMessages {
  readonly #templates = new Map<number, Template>();
  readonly #flow = newMixedFlow();
  readonly #wish: Wish;

  constructor(wish: Wish) {
    this.#wish = wish;
    const kinds = [
      [4, TCP],
      [4, UDP],
      [4, ICMP],
      [6, TCP],
      [6, UDP],
      [6, ICMPV6],
    ] as const;
    for (const [family, protocol] of kinds) {
      this.#templates.set(family * 256 + protocol, templateOf(wish, family, protocol));
    }
  }

  /** Writes the message about flow `index` at an offset; answers the offset behind it. */
  write(index: number, target: Buffer, offset: number): number {
    const flow = this.#flow;
    mixFlow(index, flow);
    const template = this.#templates.get(flow.family * 256 + flow.protocol);
    if (template === undefined) throw new RangeError(`no template for protocol ${flow.protocol}`);
    target.set(template.bytes, offset);
    for (const place of template.sources) target.writeUInt32BE(flow.source, offset + place);
    for (const place of template.destinations) target.writeUInt32BE(flow.destination, offset + place);
    for (const place of template.sourcePorts) target.writeUInt16BE(flow.sourcePort, offset + place);
    for (const place of template.destinationPorts) target.writeUInt16BE(flow.destinationPort, offset + place);
    for (const place of template.zones) target.writeUInt16BE(flow.zone, offset + place);
    if (this.#wish === 'create') this.#writeRest(template, flow, target, offset);
    return offset + template.bytes.length;
  }

  #writeRest(template: Template, flow: MixedFlow, target: Buffer, offset: number): void {
    for (const place of template.marks) target.writeUInt32BE(flow.mark, offset + place);
    for (const place of template.timeouts) target.writeUInt32BE(flow.timeoutSeconds, offset + place);
  }
}

function templateOf(wish: Wish, family: 4 | 6, protocol: number): Template {
  const writer = new MessageWriter();
  const original = {
    source: addressText(family, MARKER.source),
    destination: addressText(family, MARKER.destination),
    l4: markerL4(protocol),
  };
  const type = wish === 'create' ? FlowMessage.new : FlowMessage.delete;
  const flags = Flag.request | (wish === 'create' ? Flag.create : 0);
  writer.begin(type, flags, 1, familyNumber(family));
  encodeTuple(writer, FlowAttribute.tupleOriginal, protocol, original);
  if (wish === 'create') {
    encodeTuple(writer, FlowAttribute.tupleReply, protocol, inverseTuple(protocol, original));
    writer.u32(FlowAttribute.timeout, MARKER.timeoutSeconds);
    writer.u32(FlowAttribute.status, STATUS);
    writer.u32(FlowAttribute.mark, MARKER.mark);
    if (protocol === TCP) {
      const info = writer.open(FlowAttribute.protocolInfo);
      const tcp = writer.open(ProtocolInfo.tcp);
      writer.u8(PROTOCOL_STATE, ESTABLISHED);
      writer.close(tcp);
      writer.close(info);
    }
  }
  writer.u16(FlowAttribute.zone, MARKER.zone);
  writer.end();
  const bytes = Buffer.from(writer.take());
  return {
    bytes,
    sources: placesOf(bytes, MARKER.source, 4),
    destinations: placesOf(bytes, MARKER.destination, 4),
    sourcePorts: placesOf(bytes, MARKER.sourcePort, 2),
    destinationPorts: placesOf(bytes, MARKER.destinationPort, 2),
    zones: placesOf(bytes, MARKER.zone, 2),
    marks: placesOf(bytes, MARKER.mark, 4),
    timeouts: placesOf(bytes, MARKER.timeoutSeconds, 4),
  };
}

function markerL4(protocol: number): L4 {
  if (l4Kind(protocol) !== 'icmp') {
    return { kind: 'ports', source: MARKER.sourcePort, destination: MARKER.destinationPort };
  }
  // Echo request: the kernel makes flows of the few types that have an answer.
  return { kind: 'icmp', id: MARKER.sourcePort, type: protocol === ICMP ? 8 : 128, code: 0 };
}

function addressText(family: 4 | 6, word: number): string {
  if (family === 4) return [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join('.');
  return `2001:db8::${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
}

function placesOf(bytes: Buffer, value: number, size: 2 | 4): number[] {
  const places: number[] = [];
  for (let at = 0; at + size <= bytes.length; at += 2) {
    if (bytes.readUIntBE(at, size) === value) places.push(at);
  }
  return places;
}
