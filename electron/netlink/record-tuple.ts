import { ORIG_DST, ORIG_L4, ORIG_SRC } from '../../shared/flow-record.ts';
import { ICMP, l4Kind } from '../../shared/protocol.ts';
import { IpAttribute, ProtocolAttribute, TupleAttribute } from './constants.ts';
import { attributeEnd, findAttribute } from './message.ts';

/** What {@link readTuple} answers beside the words it writes: facts in one number, so that nothing is allocated. */
export const TupleFact = {
  /** This direction's own zone. */
  zone: 0xffff,
  protocolShift: 16,
  ipv6: 1 << 24,
  /** The protocol and both addresses, of one family, were there. */
  complete: 1 << 25,
  hasL4: 1 << 26,
  hasZone: 1 << 27,
} as const;

// Where a tuple's words are, counted from its first: both directions are laid out alike.
const DESTINATION = ORIG_DST - ORIG_SRC;
const L4 = ORIG_L4 - ORIG_SRC;

/** Writes one direction's addresses and ports to the record, from `base` on. */
export function readTuple(
  view: DataView,
  start: number,
  end: number,
  record: Uint32Array,
  base: number,
): number {
  record.fill(0, base, base + L4 + 1);
  const zone = findAttribute(view, start, end, TupleAttribute.zone, 2);
  const facts = zone < 0 ? 0 : TupleFact.hasZone | view.getUint16(zone);
  const ip = findAttribute(view, start, end, TupleAttribute.ip, 0);
  const transport = findAttribute(view, start, end, TupleAttribute.protocol, 0);
  if (ip < 0 || transport < 0) return facts;
  const family = readAddresses(view, ip, attributeEnd(view, ip), record, base);
  if (family === 0) return facts;
  const transportEnd = attributeEnd(view, transport);
  const number = findAttribute(view, transport, transportEnd, ProtocolAttribute.number, 1);
  if (number < 0) return facts;
  const protocol = view.getUint8(number);
  const l4 = readL4(view, transport, transportEnd, protocol, record, base + L4);
  return (
    facts |
    TupleFact.complete |
    l4 |
    (family === 6 ? TupleFact.ipv6 : 0) |
    (protocol << TupleFact.protocolShift)
  );
}

/** Answers 4 or 6; 0 when there are not both addresses of one family. */
function readAddresses(
  view: DataView,
  start: number,
  end: number,
  record: Uint32Array,
  base: number,
): number {
  const source = findAttribute(view, start, end, IpAttribute.v4Source, 4);
  const destination = findAttribute(view, start, end, IpAttribute.v4Destination, 4);
  if (source >= 0 && destination >= 0) {
    record[base] = view.getUint32(source);
    record[base + DESTINATION] = view.getUint32(destination);
    return 4;
  }
  const source6 = findAttribute(view, start, end, IpAttribute.v6Source, 16);
  const destination6 = findAttribute(view, start, end, IpAttribute.v6Destination, 16);
  if (source6 < 0 || destination6 < 0) return 0;
  for (let word = 0; word < 4; word += 1) {
    record[base + word] = view.getUint32(source6 + word * 4);
    record[base + DESTINATION + word] = view.getUint32(destination6 + word * 4);
  }
  return 6;
}

/** Writes ports, GRE keys or ICMP id, type and code; answers TupleFact.hasL4 when the protocol has them and all were there. */
function readL4(
  view: DataView,
  start: number,
  end: number,
  protocol: number,
  record: Uint32Array,
  word: number,
): number {
  const kind = l4Kind(protocol);
  if (kind === 'none') return 0;
  if (kind !== 'icmp') {
    const source = findAttribute(view, start, end, ProtocolAttribute.sourcePort, 2);
    const destination = findAttribute(view, start, end, ProtocolAttribute.destinationPort, 2);
    if (source < 0 || destination < 0) return 0;
    record[word] = (view.getUint16(source) << 16) | view.getUint16(destination);
    return TupleFact.hasL4;
  }
  const v4 = protocol === ICMP;
  const id = findAttribute(view, start, end, v4 ? ProtocolAttribute.icmpId : ProtocolAttribute.icmpv6Id, 2);
  const type = findAttribute(
    view,
    start,
    end,
    v4 ? ProtocolAttribute.icmpType : ProtocolAttribute.icmpv6Type,
    1,
  );
  const code = findAttribute(
    view,
    start,
    end,
    v4 ? ProtocolAttribute.icmpCode : ProtocolAttribute.icmpv6Code,
    1,
  );
  if (id < 0 || type < 0 || code < 0) return 0;
  record[word] = (view.getUint16(id) << 16) | (view.getUint8(type) << 8) | view.getUint8(code);
  return TupleFact.hasL4;
}
