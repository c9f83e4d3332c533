import * as z from 'zod/mini';
import { parseAddress } from './address.ts';
import { longestPrefix } from './filter/address-span.ts';
import { describeFlow, FlowRef, Tuple, withPort } from './flow.ts';
import { l4Kind, protocolName } from './protocol.ts';
import { ZoneId } from './zone.ts';

const Byte = z.int().check(z.minimum(0), z.maximum(0xff));
const Port = z.int().check(z.minimum(0), z.maximum(0xffff));
const Uint32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));
const Family = z.union([z.literal(4), z.literal(6)]);
const Ends = z.strictObject({ protocol: Byte, original: Tuple });

/** Bits of an expectation's flags (enum ip_ct_expect_flags in nf_conntrack_common.h). */
export const ExpectationFlag = { permanent: 0x1, inactive: 0x2, userspace: 0x4 } as const;

/** A flow that a helper on another flow foretells (struct nf_conntrack_expect). */
export const Expectation = z.strictObject({
  family: Family,
  protocol: Byte,
  /** The flow's original tuple; where the mask has no bits anything matches. */
  tuple: Tuple,
  mask: Tuple,
  /** The flow that foretells it. */
  master: Ends,
  /** Seconds left; null when the kernel does not say. */
  timeoutSeconds: z.nullable(Uint32),
  /** 32-bit hash made by the kernel; not unique. */
  id: Uint32,
  helper: z.nullable(z.string()),
  /** The master's zone; dumps do not tell it. */
  zone: z.nullable(ZoneId),
  /** Bits of {@link ExpectationFlag}. */
  flags: Uint32,
  /** Which of the helper's kinds of expectation it is. */
  class: Uint32,
  /** How the flow will be translated: the direction that keeps its tuple, and the other end as it was. */
  nat: z.nullable(z.strictObject({ direction: z.enum(['original', 'reply']), protocol: Byte, tuple: Tuple })),
  /** Name of the kernel's function that will set the flow up. */
  function: z.nullable(z.string()),
});
export type Expectation = z.infer<typeof Expectation>;

/** Names one expectation: its flow's tuple in its master's zone. `id` tells whether it is still the same life. */
export const ExpectationRef = z.strictObject({ protocol: Byte, tuple: Tuple, zone: ZoneId, id: Uint32 });
export type ExpectationRef = z.infer<typeof ExpectationRef>;

const AddressText = Tuple.shape.source;

/**
 * A flow that a person may have another one expect. Only what the kernel takes from us: it masks the source alone, the
 * helper is the master's, and the timeout is the helper's.
 */
export const ExpectedFlow = z.strictObject({
  /** One with ports. */
  protocol: Byte.check(z.refine((protocol) => l4Kind(protocol) === 'ports', 'must be a protocol with ports')),
  source: AddressText,
  /** How many bits of the source count; 0: any address. */
  sourcePrefix: z.int().check(z.minimum(0), z.maximum(128)),
  /** Null: any port. */
  sourcePort: z.nullable(Port),
  destination: AddressText,
  destinationPort: Port,
  /** It stays for further flows when the first has come. */
  permanent: z.boolean(),
  /** The kernel leaves it out of account. */
  inactive: z.boolean(),
  /** The helper's kind of expectation; ftp has only 0. */
  class: z.int().check(z.minimum(0), z.maximum(3)),
});
export type ExpectedFlow = z.infer<typeof ExpectedFlow>;

/** An expectation to be made: what is expected, and the flow that expects it, which must have a helper. */
export const ExpectationSpec = z
  .strictObject({ master: FlowRef, expected: ExpectedFlow })
  .check(({ value: { master, expected }, issues }) => {
    const family = parseAddress(master.original.source)?.family ?? 4;
    for (const [part, message] of familyProblems(expected, family)) {
      issues.push({ code: 'custom', input: expected, path: ['expected', part], message });
    }
  });
export type ExpectationSpec = z.infer<typeof ExpectationSpec>;

/** What of an expected flow does not fit a master of this family. */
export function familyProblems(
  expected: ExpectedFlow,
  family: 4 | 6,
): readonly (readonly [part: 'source' | 'destination' | 'sourcePrefix', message: string])[] {
  const ends = (['source', 'destination'] as const).filter(
    (end) => parseAddress(expected[end])?.family !== family,
  );
  const longest = longestPrefix(family);
  return [
    ...ends.map((end) => [end, `must be IPv${family}, as its master is`] as const),
    ...(expected.sourcePrefix > longest ? [['sourcePrefix', `must be at most ${longest}`] as const] : []),
  ];
}

/** What counts of an expected flow: `tcp 192.0.2.0/24:any → 198.51.100.1:30000`. */
export function describeExpectedFlow(
  expected: Pick<
    ExpectedFlow,
    'protocol' | 'source' | 'sourcePrefix' | 'sourcePort' | 'destination' | 'destinationPort'
  >,
): string {
  const { protocol, source, sourcePrefix, sourcePort, destination, destinationPort } = expected;
  const isIPv6 = source.includes(':');
  const prefix = sourcePrefix === longestPrefix(isIPv6 ? 6 : 4) ? '' : `/${sourcePrefix}`;
  const from = sourcePrefix === 0 ? 'any' : `${isIPv6 ? `[${source}]` : source}${prefix}`;
  return `${protocolName(protocol)} ${from}:${sourcePort ?? 'any'} → ${withPort(destination, destinationPort)}`;
}

/** The same for an expectation that the kernel has, from its tuple and mask. */
export function describeExpectation({
  protocol,
  tuple,
  mask,
}: Pick<Expectation, 'protocol' | 'tuple' | 'mask'>): string {
  const { source, destination, l4 } = tuple;
  if (l4.kind !== 'ports') return describeFlow(protocol, tuple);
  const words = parseAddress(mask.source)?.words ?? [];
  return describeExpectedFlow({
    protocol,
    source,
    sourcePrefix: words.reduce((length, word) => length + Math.clz32(~word), 0),
    sourcePort: mask.l4.kind === 'ports' && mask.l4.source === 0 ? null : l4.source,
    destination,
    destinationPort: l4.destination,
  });
}
