import ipaddr from 'ipaddr.js';

/** IPv4 or IPv6, by the version number in the header. */
export type Family = 4 | 6;

/** An address as 128 bits in four unsigned 32-bit words, most significant first. IPv4 uses the first word only. */
export type AddressWords = readonly [number, number, number, number];

/** An IPv4 or IPv6 address, as text and as words. */
export interface Address {
  readonly family: Family;
  /** Canonical text: dotted quad, or RFC 5952. */
  readonly text: string;
  readonly words: AddressWords;
}

/** Values of one word. */
const WORD = 0x1_0000_0000;
const DOTTED_QUAD = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/**
 * Reads one complete IPv4 or IPv6 address, or answers null.
 *
 * Stricter than inet_aton(3) on purpose: `1.1.1`, `010.0.0.1` and zone ids (`fe80::1%eth0`) are refused,
 * because each would quietly name another address than the one typed.
 */
export function parseAddress(text: string): Address | null {
  const quad = DOTTED_QUAD.exec(text);
  if (quad) {
    const octets = quad.slice(1).map(Number);
    if (octets.some((octet) => octet > 255)) return null;
    const word = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return { family: 4, text, words: [word, 0, 0, 0] };
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  const words = wordsOfIPv6(ipaddr.IPv6.parse(text));
  return { family: 6, text: formatIPv6(words), words };
}

/** Words to text; `family` says how many of the words count. */
export function formatAddress(family: Family, words: AddressWords): string {
  return family === 4 ? formatIPv4(words[0]) : formatIPv6(words);
}

/** One 32-bit word to a dotted quad. */
export function formatIPv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Four words to RFC 5952 text. */
export function formatIPv6(words: AddressWords): string {
  const parts = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  return new ipaddr.IPv6(parts).toRFC5952String();
}

function wordsOfIPv6(address: ipaddr.IPv6): AddressWords {
  const view = new DataView(Uint8Array.from(address.toByteArray()).buffer);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

/** The words of the address so many places above another one; beyond the last address of its family they begin anew. */
export function addressAbove({ family, words }: Address, places: number): AddressWords {
  const sum: [number, number, number, number] = [0, 0, 0, 0];
  let carry = places;
  for (let word = family === 4 ? 0 : 3; word >= 0; word--) {
    const value = (words[word] ?? 0) + carry;
    sum[word] = value % WORD;
    carry = Math.floor(value / WORD);
  }
  return sum;
}

/** How many places one address lies above another of its family; negative when it lies below. Exact up to 2^53. */
export function placesAbove(address: Address, lower: Address): number {
  if (address.family === 4) return address.words[0] - lower.words[0];
  return Number(numberOf(address) - numberOf(lower));
}

function numberOf({ words }: Address): bigint {
  return words.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}
