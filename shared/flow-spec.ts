import * as z from 'zod/mini';
import { parseAddress } from './address.ts';
import { type FlowRef, L4 } from './flow.ts';
import { helperMisfit, MAX_HELPER_NAME } from './helper.ts';
import { LabelBits } from './label.ts';
import { DCCP, ICMP, ICMPV6, icmpTypesOf, l4Kind, protocolName, SCTP, statesOf } from './protocol.ts';
import { StatusBit } from './status.ts';
import { ZoneId } from './zone.ts';

/** The longest timeout that every kernel stores as given: 2^31 jiffies at 1000 jiffies a second. */
export const MAX_TIMEOUT_SECONDS = 2_147_483;

/** Status bits that the kernel keeps when a flow is created; the others it sets itself, drops, or refuses (EBUSY). */
export const SETTABLE_STATUS =
  StatusBit.seenReply | StatusBit.assured | StatusBit.fixedTimeout | StatusBit.helper;

const AddressText = z.string().check(
  z.maxLength(45),
  z.refine((text) => parseAddress(text) !== null, 'must be a complete IPv4 or IPv6 address'),
);
const Port = z.int().check(z.minimum(0), z.maximum(0xffff));
const Uint32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** One translated end: the new address and, where the protocol has ports, the new port (null: unchanged). */
const TranslationTarget = z.strictObject({ address: AddressText, port: z.nullable(Port) });

/** A zone for both directions, or for one of them only (the other then is in zone 0). */
export const ZoneChoice = z.strictObject({
  direction: z.enum(['both', 'original', 'reply']),
  zone: ZoneId,
});
export type ZoneChoice = z.infer<typeof ZoneChoice>;

/**
 * What a person may inject. The one validation of it: used by the form, the gate and imports alike. Everything that
 * the kernel would refuse or quietly change, and that can be known beforehand, is refused here with a sentence.
 */
export const FlowSpec = z
  .strictObject({
    protocol: z.int().check(z.minimum(0), z.maximum(255)),
    source: AddressText,
    destination: AddressText,
    l4: L4,
    zone: ZoneChoice,
    /** TCP, SCTP or DCCP state by the kernel's number; null for protocols without. */
    state: z.nullable(z.int()),
    timeoutSeconds: z.int().check(z.minimum(1), z.maximum(MAX_TIMEOUT_SECONDS)),
    mark: Uint32,
    /** Bits of {@link SETTABLE_STATUS}. */
    status: Uint32,
    /** Null: none. Kept only where some rule of the network namespace uses labels. */
    labels: z.nullable(LabelBits),
    /** A helper's name. */
    helper: z.nullable(
      z
        .string()
        .check(
          z.regex(
            new RegExp(`^[!-~]{1,${MAX_HELPER_NAME}}$`),
            `must be 1 to ${MAX_HELPER_NAME} letters, digits or signs`,
          ),
        ),
    ),
    /** Verification tags of an SCTP association, one each way (0: not seen yet); null for other protocols. */
    sctpTags: z.nullable(z.strictObject({ original: Uint32, reply: Uint32 })),
    /** Packets leave with this source. */
    sourceNat: z.nullable(TranslationTarget),
    /** Packets go to this destination. */
    destinationNat: z.nullable(TranslationTarget),
  })
  .check((context) => {
    for (const { path, message } of contradictions(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path: [...path], message });
    }
  });
export type FlowSpec = z.infer<typeof FlowSpec>;

interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

/** What is wrong between fields that are each right by themselves. */
function contradictions(spec: Omit<FlowSpec, never>): Contradiction[] {
  const found: Contradiction[] = [];
  const add = (message: string, ...path: string[]) => found.push({ path, message });
  const family = parseAddress(spec.source)?.family;
  const sameFamily = (text: string) => parseAddress(text)?.family === family;

  if (!sameFamily(spec.destination)) {
    add(`must be IPv${family}, as the source is`, 'destination');
  }
  if (spec.protocol === ICMP && family === 6) add('must be IPv4: for IPv6 choose ICMPv6', 'source');
  if (spec.protocol === ICMPV6 && family === 4) add('must be IPv6: for IPv4 choose ICMP', 'source');

  const kind = l4Kind(spec.protocol);
  if (spec.l4.kind !== kind)
    add(`must be of kind "${kind}" for ${protocolName(spec.protocol)}`, 'l4', 'kind');
  if (spec.l4.kind === 'icmp') {
    const { type } = spec.l4;
    const known = icmpTypesOf(spec.protocol);
    if (!known.some((candidate) => candidate.type === type)) {
      const tracked = known.map((candidate) => candidate.type).join(', ');
      add(`the kernel tracks only ${tracked}`, 'l4', 'type');
    }
  }

  const states = statesOf(spec.protocol);
  if (states.length === 0 && spec.state !== null) {
    add(`${protocolName(spec.protocol)} has no states`, 'state');
  } else if (
    states.length > 0 &&
    spec.protocol !== DCCP &&
    (spec.state === null || !(spec.state in states))
  ) {
    add(`must be one of ${states.join(', ')}`, 'state');
  }

  if ((spec.status & ~SETTABLE_STATUS) >>> 0 !== 0) {
    add('may hold SEEN_REPLY, ASSURED, FIXED_TIMEOUT and HELPER: the other bits are the kernel’s', 'status');
  }
  const misfit = spec.helper === null ? null : helperMisfit(spec.helper, spec.protocol, family ?? 4);
  if (misfit !== null) add(misfit, 'helper');
  if (spec.protocol === SCTP && spec.sctpTags === null) add('needed for SCTP', 'sctpTags');
  if (spec.protocol !== SCTP && spec.sctpTags !== null) {
    add(`${protocolName(spec.protocol)} has no verification tags`, 'sctpTags');
  }
  for (const end of ['sourceNat', 'destinationNat'] as const) {
    const target = spec[end];
    if (target === null) continue;
    if (!sameFamily(target.address))
      add(`must be IPv${family}: translation keeps the family`, end, 'address');
    if (target.port !== null && kind !== 'ports') {
      add(`${protocolName(spec.protocol)} has no ports to translate`, end, 'port');
    }
  }
  return found;
}

/** The lowest-level family of a valid spec. */
export function familyOf(spec: Pick<FlowSpec, 'source'>): 4 | 6 {
  return spec.source.includes(':') ? 6 : 4;
}

/** The identity that a flow made from a spec has: addresses in canonical text, and no id, which only the kernel knows. */
export function identityOf({ protocol, source, destination, l4, zone: choice }: FlowSpec): FlowRef {
  const { direction, zone } = choice;
  return {
    protocol,
    original: {
      source: parseAddress(source)?.text ?? source,
      destination: parseAddress(destination)?.text ?? destination,
      l4,
    },
    zones: { original: direction === 'reply' ? 0 : zone, reply: direction === 'original' ? 0 : zone },
    id: 0,
  };
}
