import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';

/** One made-up flow of the mix, in numbers. The object is used again for the next one. */
export interface MixedFlow {
  family: 4 | 6;
  protocol: number;
  /** The last 32 bits of the addresses; for IPv6 the rest is {@link IPV6_PREFIX}. */
  source: number;
  destination: number;
  /** Ports; ICMP's id is the first. */
  sourcePort: number;
  destinationPort: number;
  zone: number;
  mark: number;
  timeoutSeconds: number;
}

/** The first 96 bits of every IPv6 address: 2001:db8::. */
export const IPV6_PREFIX = [0x20010db8, 0, 0] as const;

/** Zones of the mix are 0 to 7. */
export const MIX_ZONES = 8;

/** Marks of the mix. */
const MARKS = 16;
const SERVICES = [443, 443, 443, 80, 53, 22, 8080, 5432, 3306, 123];

export function newMixedFlow(): MixedFlow {
  return {
    family: 4,
    protocol: TCP,
    source: 0,
    destination: 0,
    sourcePort: 0,
    destinationPort: 0,
    zone: 0,
    mark: 0,
    timeoutSeconds: 0,
  };
}

/**
 * Flow number `index` of a gateway's mix: TCP, UDP and ICMP, one in eight IPv6, 16 flows to a client, 4,096 servers, 8
 * zones, a mark on every fourth. Every index below 2^28 gives another tuple. None expires within the hour.
 */
export function mixFlow(index: number, into: MixedFlow): void {
  const noise = scramble(index);
  const share = noise % 100;
  into.family = noise >>> 29 === 0 ? 6 : 4;
  into.protocol = share < 68 ? TCP : share < 95 ? UDP : into.family === 4 ? ICMP : ICMPV6;
  into.source = 0x0a000000 + (index >>> 4);
  into.destination = 0xc6120000 + ((noise >>> 8) & 0xfff);
  into.sourcePort = 1024 + (index & 15) * 4000 + ((noise >>> 4) % 4000);
  into.destinationPort = SERVICES[(noise >>> 12) % SERVICES.length] ?? 443;
  into.zone = (noise >>> 20) % MIX_ZONES;
  into.mark = index % 4 === 0 ? 0x100 + ((noise >>> 16) % MARKS) : 0;
  into.timeoutSeconds = 7200 + (noise % 400_000);
}

/** A well mixed 32-bit number from an index, always the same one. */
export function scramble(index: number): number {
  let value = Math.imul(index ^ (index >>> 16), 0x45d9f3b) + 0x9e3779b9;
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}
