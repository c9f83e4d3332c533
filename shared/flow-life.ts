/**
 * One life of a flow as 32-bit words: its identity as in flow-record.ts, then its id. What is done to many flows keeps
 * and names them so, without an object for each.
 */
import { type AddressWords, formatAddress, parseAddress } from './address.ts';
import { InspectorError } from './errors.ts';
import type { FlowRef, L4 } from './flow.ts';
import { IDENTITY_WORDS, KIND, ORIG_DST, ORIG_L4, ORIG_SRC, ZONES } from './flow-record.ts';
import { l4Kind } from './protocol.ts';

export const LIFE_WORDS = IDENTITY_WORDS + 1;
export const LIFE_ID = IDENTITY_WORDS;
/** Bit of a life's KIND word: the kernel tells ports, keys or ICMP numbers of it. */
export const LIFE_HAS_L4 = 1 << 16;

/** Writes a flow's life from `at` on. Throws `invalid` for what is no address. */
export function writeLife({ protocol, original, zones, id }: FlowRef, words: Uint32Array, at: number): void {
  const source = parseAddress(original.source);
  const destination = parseAddress(original.destination);
  if (!source || !destination) {
    throw new InspectorError({
      code: 'invalid',
      operation: 'name a flow',
      subject: source ? original.destination : original.source,
      message: 'That is not an IPv4 or IPv6 address.',
    });
  }
  const hasL4 = original.l4.kind === 'none' ? 0 : LIFE_HAS_L4;
  words[at + KIND] = source.family | (protocol << 8) | hasL4;
  words[at + ZONES] = (zones.original << 16) | zones.reply;
  words.set(source.words, at + ORIG_SRC);
  words.set(destination.words, at + ORIG_DST);
  words[at + ORIG_L4] = wordOfL4(original.l4);
  words[at + LIFE_ID] = id;
}

/** One flow's life by itself. */
export function lifeOf(ref: FlowRef): Uint32Array {
  const words = new Uint32Array(LIFE_WORDS);
  writeLife(ref, words, 0);
  return words;
}

/** The flow of the life that begins at `at`. */
export function refOfLife(words: Uint32Array, at: number): FlowRef {
  const kind = words[at + KIND] ?? 0;
  const family = (kind & 0xff) === 6 ? 6 : 4;
  const protocol = (kind >>> 8) & 0xff;
  const zones = words[at + ZONES] ?? 0;
  return {
    protocol,
    original: {
      source: formatAddress(family, addressAt(words, at + ORIG_SRC)),
      destination: formatAddress(family, addressAt(words, at + ORIG_DST)),
      l4: l4OfWord(protocol, (kind & LIFE_HAS_L4) !== 0, words[at + ORIG_L4] ?? 0),
    },
    zones: { original: zones >>> 16, reply: zones & 0xffff },
    id: words[at + LIFE_ID] ?? 0,
  };
}

/** What the L4 word of a record says, where the kernel told it (`present`). */
export function l4OfWord(protocol: number, present: boolean, word: number): L4 {
  if (!present) return { kind: 'none' };
  switch (l4Kind(protocol)) {
    case 'ports':
      return { kind: 'ports', source: word >>> 16, destination: word & 0xffff };
    case 'icmp':
      return { kind: 'icmp', id: word >>> 16, type: (word >>> 8) & 0xff, code: word & 0xff };
    case 'gre':
      return { kind: 'gre', sourceKey: word >>> 16, destinationKey: word & 0xffff };
    case 'none':
      return { kind: 'none' };
  }
}

function wordOfL4(l4: L4): number {
  switch (l4.kind) {
    case 'ports':
      return (l4.source << 16) | l4.destination;
    case 'icmp':
      return (l4.id << 16) | (l4.type << 8) | l4.code;
    case 'gre':
      return (l4.sourceKey << 16) | l4.destinationKey;
    case 'none':
      return 0;
  }
}

function addressAt(words: Uint32Array, at: number): AddressWords {
  return [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
}
