import { type Address, type Family, formatAddress, parseAddress } from './address.ts';
import type { L4 } from './flow.ts';
import type { FlowSpec, ZoneChoice } from './flow-spec.ts';
import { kernelTimeout, type Sysctls } from './kernel-timeout.ts';
import {
  DCCP,
  GRE,
  ICMP,
  ICMPV6,
  l4Kind,
  protocolNumber,
  SCTP,
  statesOf,
  TCP,
  UDP,
  UDPLITE,
} from './protocol.ts';
import type { SettingValues } from './settings.ts';
import { StatusBit } from './status.ts';

/** Reserved for experiments (RFC 3692): a protocol that conntrack tracks by its addresses alone. */
const EXPERIMENTAL = 253;
const ESP = protocolNumber('esp') ?? 50;

/** Samples are there to be looked at: none goes sooner, whatever the kernel gives such a flow. */
const SHORTEST_TIMEOUT_SECONDS = 180;

/** One sample before addresses and numbers are filled in. Offsets count from the values of the settings. */
interface Sample {
  readonly protocol: number;
  readonly family: Family;
  readonly state?: string;
  readonly status?: number;
  /** Added to source address and source port (ICMP: identifier), so that no two samples are the same flow. */
  readonly offset: number;
  readonly zone?: { readonly direction: ZoneChoice['direction']; readonly offset: number };
  readonly mark?: number;
  readonly translate?: 'source' | 'destination' | 'both';
}

const replied = StatusBit.seenReply;
const assured = StatusBit.seenReply | StatusBit.assured;

const samples: readonly Sample[] = [
  { protocol: TCP, family: 4, state: 'ESTABLISHED', status: assured, offset: 0 },
  { protocol: TCP, family: 4, state: 'SYN_SENT', offset: 1 },
  { protocol: TCP, family: 6, state: 'SYN_RECV', status: replied, offset: 2 },
  { protocol: TCP, family: 4, state: 'CLOSE_WAIT', status: assured, offset: 3, zone: inZone(0), mark: 0x10 },
  { protocol: TCP, family: 6, state: 'TIME_WAIT', status: assured, offset: 4, zone: inZone(0) },
  { protocol: TCP, family: 4, state: 'ESTABLISHED', status: assured, offset: 5, translate: 'source' },
  { protocol: TCP, family: 6, state: 'ESTABLISHED', status: assured, offset: 6, translate: 'destination' },
  { protocol: UDP, family: 4, offset: 0, translate: 'both', zone: inZone(1), mark: 0x20 },
  { protocol: UDP, family: 6, status: assured, offset: 1, zone: inZone(1) },
  { protocol: UDP, family: 4, offset: 2, zone: inZone(2, 'original') },
  { protocol: TCP, family: 4, state: 'SYN_SENT', offset: 7, zone: inZone(3, 'reply') },
  { protocol: UDPLITE, family: 4, offset: 0 },
  { protocol: ICMP, family: 4, status: replied, offset: 0, zone: inZone(0) },
  { protocol: ICMPV6, family: 6, offset: 0, zone: inZone(1) },
  { protocol: SCTP, family: 4, state: 'ESTABLISHED', status: assured, offset: 0, zone: inZone(2) },
  { protocol: DCCP, family: 6, state: 'OPEN', status: replied, offset: 0 },
  { protocol: GRE, family: 4, status: assured, offset: 0, zone: inZone(2) },
  { protocol: EXPERIMENTAL, family: 4, offset: 0 },
  { protocol: ESP, family: 6, status: replied, offset: 1, zone: inZone(1) },
];

/**
 * A table to look around in: every protocol, both families, translation, several zones, directional ones. Addresses,
 * ports, ICMP numbers, timeouts and zones come from the settings; `sysctls` gives the timeouts where they do not.
 */
export function sampleFlows(values: SettingValues, sysctls: Sysctls = {}): FlowSpec[] {
  return samples.map((sample) => specOf(sample, values, sysctls));
}

function specOf(sample: Sample, values: SettingValues, sysctls: Sysctls): FlowSpec {
  const { protocol, family, offset, translate } = sample;
  const [sourceStart, destinationStart] =
    family === 4 ? [values.sourceIPv4, values.destinationIPv4] : [values.sourceIPv6, values.destinationIPv6];
  const status = sample.status ?? 0;
  const state = sample.state === undefined ? null : statesOf(protocol).indexOf(sample.state);
  const kernel = kernelTimeout(protocol, state, (status & StatusBit.assured) !== 0, sysctls);
  const translatesSource = translate === 'source' || translate === 'both';
  const translatesDestination = translate === 'destination' || translate === 'both';
  return {
    protocol,
    source: neighbour(sourceStart, offset),
    destination: neighbour(destinationStart, 0),
    l4: l4Of(protocol, offset, values),
    zone: zoneOf(sample, values),
    state,
    timeoutSeconds: values.timeoutSeconds || Math.max(kernel, SHORTEST_TIMEOUT_SECONDS),
    mark: sample.mark ?? 0,
    status,
    labels: null,
    helper: null,
    sctpTags: protocol === SCTP ? { original: 0x5c7a0001, reply: 0x5c7a0002 } : null,
    sourceNat: translatesSource ? { address: neighbour(sourceStart, 100), port: null } : null,
    destinationNat: translatesDestination
      ? { address: neighbour(destinationStart, 100), port: 8000 + offset }
      : null,
  };
}

function l4Of(protocol: number, offset: number, values: SettingValues): L4 {
  switch (l4Kind(protocol)) {
    case 'ports': {
      const streams = statesOf(protocol).length > 0;
      const source = streams ? values.tcpSourcePort : values.udpSourcePort;
      const destination = streams ? values.tcpDestinationPort : values.udpDestinationPort;
      return { kind: 'ports', source: wrapped(source + offset), destination };
    }
    case 'icmp':
      return protocol === ICMPV6
        ? {
            kind: 'icmp',
            type: values.icmpv6Type,
            code: values.icmpv6Code,
            id: wrapped(values.icmpv6Id + offset),
          }
        : { kind: 'icmp', type: values.icmpType, code: values.icmpCode, id: wrapped(values.icmpId + offset) };
    case 'gre':
      return { kind: 'gre', sourceKey: offset + 1, destinationKey: offset + 2 };
    case 'none':
      return { kind: 'none' };
  }
}

function inZone(offset: number, direction: ZoneChoice['direction'] = 'both') {
  return { direction, offset };
}

/** Zones count up from the first one of the settings, and never reach zone 0: there no direction differs. */
function zoneOf({ zone }: Sample, values: SettingValues): ZoneChoice {
  if (zone === undefined) return { direction: 'both', zone: 0 };
  const first = Math.max(values.firstZone, 1);
  return { direction: zone.direction, zone: ((first - 1 + zone.offset) % 0xffff) + 1 };
}

/** The address so many further on, within the last 8 bits of IPv4 and the last 16 of IPv6. */
function neighbour(text: string, distance: number): string {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(`not an address: ${text}`);
  return formatAddress(address.family, moved(address, distance));
}

function moved({ family, words }: Address, distance: number): Address['words'] {
  const [first, second, third, last] = words;
  if (family === 4) return [inLowBits(first, distance, 0xff), second, third, last];
  return [first, second, third, inLowBits(last, distance, 0xffff)];
}

function inLowBits(word: number, distance: number, mask: number): number {
  return ((word & ~mask) | (((word & mask) + distance) & mask)) >>> 0;
}

function wrapped(port: number): number {
  return port & 0xffff;
}
