import { addressAbove } from '../../shared/address.ts';
import { axesOf, type FlowRange, type RangePart, rangeSize, specAt } from '../../shared/flow-range.ts';
import { FlowAttribute, IpAttribute, ProtocolAttribute, TupleAttribute } from './constants.ts';
import { encodeCreate } from './encode-flow.ts';
import { attributeEnd, findAttribute, NFGEN_HEADER_BYTES, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { addressOf } from './tuple.ts';

/** Where the sequence number stands in struct nlmsghdr. */
const SEQUENCE_OFFSET = 8;

/** One part that runs: writes the value that lies so many places above its first. */
interface Dial {
  readonly values: number;
  readonly set: (places: number) => void;
}

/**
 * The messages that create a range's flows, made quickly: one message is encoded, and of each flow only what differs is
 * written into it.
 */
export class RangeMessages {
  readonly #message: Uint8Array;
  readonly #view: DataView;
  readonly #dials: readonly Dial[];

  constructor(range: FlowRange) {
    const writer = new MessageWriter();
    // Of the last flow, because a zone of 0, which a range may begin with, is not written.
    encodeCreate(writer, 0, specAt(range, rangeSize(range) - 1));
    this.#message = writer.take();
    this.#view = viewOf(this.#message);
    this.#dials = axesOf(range)
      .map(({ part, values }) => ({ values, set: this.#setter(range, part) }))
      .reverse();
  }

  /** Writes the message for the flow at an index of the range. */
  write(writer: MessageWriter, sequence: number, index: number): void {
    let rest = index;
    for (const { values, set } of this.#dials) {
      set(rest % values);
      rest = Math.floor(rest / values);
    }
    this.#view.setUint32(SEQUENCE_OFFSET, sequence, true);
    writer.append(this.#message);
  }

  #setter(range: FlowRange, part: RangePart): Dial['set'] {
    const { l4, zone } = range.first;
    switch (part) {
      case 'zone':
        return this.#setU16(zone.zone, this.#zonePlaces());
      case 'source':
        return this.#setAddress(range.first.source, 'source');
      case 'destination':
        return this.#setAddress(range.first.destination, 'destination');
      case 'sourcePort':
        return this.#setU16(l4.kind === 'ports' ? l4.source : 0, this.#portPlaces('source'));
      case 'destinationPort':
        return this.#setU16(l4.kind === 'ports' ? l4.destination : 0, this.#portPlaces('destination'));
      case 'icmpId':
        return this.#setU16(l4.kind === 'icmp' ? l4.id : 0, this.#idPlaces());
    }
  }

  #setU16(first: number, offsets: readonly number[]): Dial['set'] {
    return (places) => {
      for (const offset of offsets) this.#view.setUint16(offset, first + places);
    };
  }

  #setAddress(text: string, end: 'source' | 'destination'): Dial['set'] {
    const first = addressOf(text);
    const words = first.family === 4 ? 1 : 4;
    const offsets = this.#addressPlaces(end, words * 4);
    return (places) => {
      const above = addressAbove(first, places);
      for (const offset of offsets) {
        for (let word = 0; word < words; word++) this.#view.setUint32(offset + word * 4, above[word] ?? 0);
      }
    };
  }

  #addressPlaces(end: 'source' | 'destination', bytes: number): number[] {
    const [source, destination] =
      bytes === 4
        ? [IpAttribute.v4Source, IpAttribute.v4Destination]
        : [IpAttribute.v6Source, IpAttribute.v6Destination];
    const there = end === 'source' ? source : destination;
    const back = end === 'source' ? destination : source;
    return this.#bothWays(TupleAttribute.ip, there, back, bytes);
  }

  #portPlaces(end: 'source' | 'destination'): number[] {
    const { sourcePort, destinationPort } = ProtocolAttribute;
    return end === 'source'
      ? this.#bothWays(TupleAttribute.protocol, sourcePort, destinationPort, 2)
      : this.#bothWays(TupleAttribute.protocol, destinationPort, sourcePort, 2);
  }

  #idPlaces(): number[] {
    return [ProtocolAttribute.icmpId, ProtocolAttribute.icmpv6Id].flatMap((id) =>
      this.#bothWays(TupleAttribute.protocol, id, id, 2),
    );
  }

  /** A plain zone has an attribute of its own, a directional one lies in its direction's tuple. */
  #zonePlaces(): number[] {
    return [
      this.#find([FlowAttribute.zone], 2),
      this.#find([FlowAttribute.tupleOriginal, TupleAttribute.zone], 2),
      this.#find([FlowAttribute.tupleReply, TupleAttribute.zone], 2),
    ].flat();
  }

  /** A value in the original tuple, and the one that answers to it in the reply tuple. */
  #bothWays(nest: number, there: number, back: number, bytes: number): number[] {
    return [
      ...this.#find([FlowAttribute.tupleOriginal, nest, there], bytes),
      ...this.#find([FlowAttribute.tupleReply, nest, back], bytes),
    ];
  }

  /** Offset of the value at the end of a path of attributes; none when there is no such attribute. */
  #find(path: readonly number[], bytes: number): number[] {
    let start = NFGEN_HEADER_BYTES;
    let end = this.#message.length;
    let value = -1;
    for (const [depth, type] of path.entries()) {
      value = findAttribute(this.#view, start, end, type, depth === path.length - 1 ? bytes : 0);
      if (value === -1) return [];
      start = value;
      end = attributeEnd(this.#view, value);
    }
    return [value];
  }
}
