import { type Address, type Family, formatAddress, parseAddress } from '../../shared/address.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { L4, Tuple } from '../../shared/flow.ts';
import { ICMP, l4Kind } from '../../shared/protocol.ts';
import { AddressFamily, IpAttribute, ProtocolAttribute, TupleAttribute } from './constants.ts';
import type { Attributes } from './message.ts';
import type { MessageWriter } from './message-writer.ts';

/** One direction as a message carries it: `zone` only when this direction has one of its own. */
export interface DecodedTuple {
  readonly family: Family;
  readonly protocol: number;
  readonly tuple: Tuple;
  readonly zone: number | null;
}

/** Reads the inside of a CTA_TUPLE_* attribute; null unless it has both addresses, of one family, and a protocol. */
export function decodeTuple(attributes: Attributes): DecodedTuple | null {
  const ip = attributes.nest(TupleAttribute.ip);
  const transport = attributes.nest(TupleAttribute.protocol);
  const protocol = transport?.u8(ProtocolAttribute.number) ?? null;
  if (!ip || !transport || protocol === null) return null;
  const zone = attributes.u16(TupleAttribute.zone);
  const l4 = decodeL4(transport, protocol);
  const v4 = pair(4, ip, IpAttribute.v4Source, IpAttribute.v4Destination);
  if (v4) return { family: 4, protocol, tuple: { ...v4, l4 }, zone };
  const v6 = pair(6, ip, IpAttribute.v6Source, IpAttribute.v6Destination);
  return v6 && { family: 6, protocol, tuple: { ...v6, l4 }, zone };
}

/** Both addresses of a CTA_TUPLE_IP; null when one is missing. */
function pair(family: Family, ip: Attributes, sourceType: number, destinationType: number) {
  const source = addressText(family, ip.value(sourceType));
  const destination = addressText(family, ip.value(destinationType));
  return source === null || destination === null ? null : { source, destination };
}

/** The text of an address attribute; null when it is missing or too short. */
export function addressText(family: Family, value: DataView | null): string | null {
  if (!value || value.byteLength < (family === 4 ? 4 : 16)) return null;
  if (family === 4) return formatAddress(4, [value.getUint32(0), 0, 0, 0]);
  return formatAddress(6, [value.getUint32(0), value.getUint32(4), value.getUint32(8), value.getUint32(12)]);
}

function decodeL4(transport: Attributes, protocol: number): L4 {
  const kind = l4Kind(protocol);
  if (kind === 'icmp') {
    const v4 = protocol === ICMP;
    const type = transport.u8(v4 ? ProtocolAttribute.icmpType : ProtocolAttribute.icmpv6Type);
    const code = transport.u8(v4 ? ProtocolAttribute.icmpCode : ProtocolAttribute.icmpv6Code);
    const id = transport.u16(v4 ? ProtocolAttribute.icmpId : ProtocolAttribute.icmpv6Id);
    return type === null || code === null || id === null ? { kind: 'none' } : { kind, type, code, id };
  }
  const source = transport.u16(ProtocolAttribute.sourcePort);
  const destination = transport.u16(ProtocolAttribute.destinationPort);
  if (source === null || destination === null) return { kind: 'none' };
  if (kind === 'ports') return { kind, source, destination };
  return kind === 'gre' ? { kind, sourceKey: source, destinationKey: destination } : { kind: 'none' };
}

/** The address of a text that passed validation. Throws `invalid` for any other. */
export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address) return address;
  throw new InspectorError({
    code: 'invalid',
    operation: 'write a netlink message',
    message: `"${text}" is not an IPv4 or IPv6 address.`,
    subject: text,
  });
}

/** The number of an address family in struct nfgenmsg. */
export function familyNumber(family: Family): number {
  return family === 4 ? AddressFamily.inet : AddressFamily.inet6;
}

/** Writes a whole CTA_TUPLE_* attribute of the given type; `zone` is this direction's own, null for none. */
export function encodeTuple(
  writer: MessageWriter,
  type: number,
  protocol: number,
  tuple: Tuple,
  zone: number | null = null,
): void {
  const whole = writer.open(type);
  encodeAddresses(writer, addressOf(tuple.source), addressOf(tuple.destination));
  const transport = writer.open(TupleAttribute.protocol);
  writer.u8(ProtocolAttribute.number, protocol);
  encodeL4(writer, protocol, tuple.l4);
  writer.close(transport);
  if (zone !== null) writer.u16(TupleAttribute.zone, zone);
  writer.close(whole);
}

function encodeAddresses(writer: MessageWriter, source: Address, destination: Address): void {
  const v4 = source.family === 4;
  const ip = writer.open(TupleAttribute.ip);
  encodeAddress(writer, v4 ? IpAttribute.v4Source : IpAttribute.v6Source, source);
  encodeAddress(writer, v4 ? IpAttribute.v4Destination : IpAttribute.v6Destination, destination);
  writer.close(ip);
}

/** Writes an address attribute of 4 or 16 bytes. */
export function encodeAddress(writer: MessageWriter, type: number, address: Address): void {
  writer.words(type, address.words, address.family === 4 ? 1 : 4);
}

function encodeL4(writer: MessageWriter, protocol: number, l4: L4): void {
  switch (l4.kind) {
    case 'ports':
      writer.u16(ProtocolAttribute.sourcePort, l4.source);
      writer.u16(ProtocolAttribute.destinationPort, l4.destination);
      break;
    case 'gre':
      writer.u16(ProtocolAttribute.sourcePort, l4.sourceKey);
      writer.u16(ProtocolAttribute.destinationPort, l4.destinationKey);
      break;
    case 'icmp': {
      const v4 = protocol === ICMP;
      writer.u8(v4 ? ProtocolAttribute.icmpType : ProtocolAttribute.icmpv6Type, l4.type);
      writer.u8(v4 ? ProtocolAttribute.icmpCode : ProtocolAttribute.icmpv6Code, l4.code);
      writer.u16(v4 ? ProtocolAttribute.icmpId : ProtocolAttribute.icmpv6Id, l4.id);
      break;
    }
    case 'none':
      break;
  }
}
