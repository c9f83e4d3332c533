import * as z from 'zod/mini';
import { parseAddress } from './address.ts';
import { ICMP, ICMPV6, icmpTypeName, protocolName } from './protocol.ts';
import { StatusBit } from './status.ts';
import { Zones } from './zone.ts';

const Port = z.int().check(z.minimum(0), z.maximum(0xffff));
const Byte = z.int().check(z.minimum(0), z.maximum(0xff));
const Uint32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** What tells flows between the same two addresses apart. `none` for protocols without ports. */
export const L4 = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ports'), source: Port, destination: Port }),
  z.strictObject({ kind: z.literal('icmp'), type: Byte, code: Byte, id: Port }),
  z.strictObject({ kind: z.literal('gre'), sourceKey: Port, destinationKey: Port }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type L4 = z.infer<typeof L4>;

const AddressText = z.string().check(
  z.maxLength(45),
  z.refine((text) => parseAddress(text)?.text === text, 'must be an address in canonical form'),
);

/** One direction of a flow, as the kernel expects its packets: addresses in canonical text. */
export const Tuple = z.strictObject({ source: AddressText, destination: AddressText, l4: L4 });
export type Tuple = z.infer<typeof Tuple>;

/** Identity of a flow: the original tuple and the zones. `id` tells whether it is still the same life. */
export const FlowRef = z.strictObject({ protocol: Byte, original: Tuple, zones: Zones, id: Uint32 });
export type FlowRef = z.infer<typeof FlowRef>;

/** Packets and bytes of one direction. */
export const Counters = z.strictObject({ packets: z.number(), bytes: z.number() });
export type Counters = z.infer<typeof Counters>;

/** A conntrack entry. Null means that the kernel does not say. */
export const Flow = z.strictObject({
  family: z.union([z.literal(4), z.literal(6)]),
  /** IANA protocol number. */
  protocol: Byte,
  original: Tuple,
  reply: Tuple,
  zones: Zones,
  /** 32-bit hash made by the kernel; not unique. */
  id: Uint32,
  /** Bits of {@link StatusBit}. */
  status: Uint32,
  /** TCP, SCTP or DCCP state by the kernel's number. */
  state: z.nullable(Byte),
  timeoutSeconds: z.nullable(Uint32),
  mark: z.nullable(Uint32),
  /** Reference count. */
  use: z.nullable(Uint32),
  helper: z.nullable(z.string()),
  /** The 128 label bits as hex digits, most significant first, when any is set. */
  labels: z.nullable(z.string()),
  counters: z.nullable(z.strictObject({ original: Counters, reply: Counters })),
  /** Milliseconds since the Unix epoch; only with nf_conntrack_timestamp=1. */
  startedAt: z.nullable(z.number()),
});
export type Flow = z.infer<typeof Flow>;

/** The identity of a flow. */
export function refOf(flow: Flow): FlowRef {
  return { protocol: flow.protocol, original: flow.original, zones: flow.zones, id: flow.id };
}

/** A text that is equal for equal identities (tuple and zones, without the id). */
export function refKey(ref: FlowRef): string {
  const { protocol, original, zones } = ref;
  return [
    protocol,
    original.source,
    original.destination,
    Object.values(original.l4),
    zones.original,
    zones.reply,
  ].join(' ');
}

/** Which halves of a flow are translated. */
export interface Translation {
  /** Packets leave with another source than they came with. */
  readonly source: boolean;
  /** Packets go to another destination than they were sent to. */
  readonly destination: boolean;
}

/**
 * Finds translation by comparing the tuples as well as by the status bits, because a reply tuple given by
 * hand sets no bit.
 */
export function translationOf(flow: Pick<Flow, 'original' | 'reply' | 'status'>): Translation {
  const { original, reply, status } = flow;
  const ports =
    original.l4.kind === 'ports' && reply.l4.kind === 'ports' ? ([original.l4, reply.l4] as const) : null;
  return {
    source:
      (status & StatusBit.srcNat) !== 0 ||
      reply.destination !== original.source ||
      (ports !== null && ports[1].destination !== ports[0].source),
    destination:
      (status & StatusBit.dstNat) !== 0 ||
      reply.source !== original.destination ||
      (ports !== null && ports[1].source !== ports[0].destination),
  };
}

/** `tcp 192.0.2.1:40000 → 198.51.100.1:443`, `icmp 192.0.2.1 → 198.51.100.1 echo-request id 7`. */
export function describeFlow(protocol: number, tuple: Tuple): string {
  const { source, destination, l4 } = tuple;
  const name = protocolName(protocol);
  switch (l4.kind) {
    case 'ports':
      return `${name} ${withPort(source, l4.source)} → ${withPort(destination, l4.destination)}`;
    case 'icmp': {
      const type =
        protocol === ICMP || protocol === ICMPV6 ? icmpTypeName(protocol, l4.type) : String(l4.type);
      return `${name} ${source} → ${destination} ${type} id ${l4.id}`;
    }
    case 'gre':
      return `${name} ${source} → ${destination} keys ${l4.sourceKey}/${l4.destinationKey}`;
    case 'none':
      return `${name} ${source} → ${destination}`;
  }
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function withPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
