import * as z from 'zod/mini';
import { parseAddress } from './address.ts';
import { ICMP, ICMPV6, icmpTypesOf } from './protocol.ts';

/** The values that forms start from. Nothing of this is fixed anywhere else in the program. */
export const SettingValues = z.strictObject({
  sourceIPv4: z
    .string()
    .check(z.refine((text) => parseAddress(text)?.family === 4, 'must be an IPv4 address')),
  destinationIPv4: z
    .string()
    .check(z.refine((text) => parseAddress(text)?.family === 4, 'must be an IPv4 address')),
  sourceIPv6: z
    .string()
    .check(z.refine((text) => parseAddress(text)?.family === 6, 'must be an IPv6 address')),
  destinationIPv6: z
    .string()
    .check(z.refine((text) => parseAddress(text)?.family === 6, 'must be an IPv6 address')),
  tcpSourcePort: integer(0, 65535),
  tcpDestinationPort: integer(0, 65535),
  udpSourcePort: integer(0, 65535),
  udpDestinationPort: integer(0, 65535),
  icmpType: integer(0, 255).check(trackableType(ICMP)),
  icmpCode: integer(0, 255),
  icmpId: integer(0, 65535),
  icmpv6Type: integer(0, 255).check(trackableType(ICMPV6)),
  icmpv6Code: integer(0, 255),
  icmpv6Id: integer(0, 65535),
  /** Seconds; 0 means what the kernel would give such a flow. */
  timeoutSeconds: integer(0, 2_147_483),
  /** Where the search for a free zone begins. */
  firstZone: integer(0, 65535),
});
export type SettingValues = z.infer<typeof SettingValues>;
export type SettingName = keyof SettingValues;

/** One setting: its name, its value where nobody set it, and what it is for. */
export interface SettingDefinition {
  readonly name: SettingName;
  readonly builtIn: string | number;
  readonly description: string;
}

/** Every setting with its built-in value: documentation addresses (RFC 5737, RFC 3849), never a real host's. */
export const settingDefinitions: readonly SettingDefinition[] = [
  { name: 'sourceIPv4', builtIn: '192.0.2.10', description: 'source address of an IPv4 flow' },
  { name: 'destinationIPv4', builtIn: '198.51.100.20', description: 'destination address of an IPv4 flow' },
  { name: 'sourceIPv6', builtIn: '2001:db8::10', description: 'source address of an IPv6 flow' },
  { name: 'destinationIPv6', builtIn: '2001:db8::20', description: 'destination address of an IPv6 flow' },
  { name: 'tcpSourcePort', builtIn: 40000, description: 'source port of a TCP flow' },
  { name: 'tcpDestinationPort', builtIn: 443, description: 'destination port of a TCP flow' },
  { name: 'udpSourcePort', builtIn: 40000, description: 'source port of a UDP flow' },
  { name: 'udpDestinationPort', builtIn: 53, description: 'destination port of a UDP flow' },
  { name: 'icmpType', builtIn: 8, description: 'ICMP type (8 is echo-request)' },
  { name: 'icmpCode', builtIn: 0, description: 'ICMP code' },
  { name: 'icmpId', builtIn: 1, description: 'ICMP identifier' },
  { name: 'icmpv6Type', builtIn: 128, description: 'ICMPv6 type (128 is echo-request)' },
  { name: 'icmpv6Code', builtIn: 0, description: 'ICMPv6 code' },
  { name: 'icmpv6Id', builtIn: 1, description: 'ICMPv6 identifier' },
  {
    name: 'timeoutSeconds',
    builtIn: 0,
    description: "timeout in seconds; 0 is the kernel's own for such a flow",
  },
  { name: 'firstZone', builtIn: 1, description: 'zone from which a free one is searched upwards' },
];

/** `sourceIPv4` → `CONNTRACK_INSPECTOR_SOURCE_IPV4`. */
export function environmentName(name: SettingName): string {
  const words = name.replace(/IPv(\d)/, '_IPV$1').replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return `CONNTRACK_INSPECTOR_${words.toUpperCase()}`.replace(/__+/g, '_');
}

/** Where a value came from: the settings file, an environment variable by name, or `built-in`. */
export const Settings = z.strictObject({
  values: SettingValues,
  sources: z.record(z.string(), z.string()),
});
export type Settings = z.infer<typeof Settings>;

function integer(minimum: number, maximum: number) {
  return z
    .int(`must be a whole number from ${minimum} to ${maximum}`)
    .check(
      z.minimum(minimum, `must be ${minimum} or more`),
      z.maximum(maximum, `must be ${maximum} or less`),
    );
}

function trackableType(protocol: number) {
  const types = icmpTypesOf(protocol).map((known) => known.type);
  return z.refine<number>((type) => types.includes(type), `must be one of ${types.join(', ')}`);
}
