import { type Address, type AddressWords, type Family, formatAddress } from '../address.ts';
import type { AddressSpan } from './ast.ts';

/** Bits of a whole address. */
export function longestPrefix(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The address with the bits after a prefix's length cleared. */
export function networkOf(address: Address, length: number): Address {
  const words = combine(address.words, prefixMask(length), (word, mask) => word & mask);
  return { family: address.family, words, text: formatAddress(address.family, words) };
}

/** The lowest and the highest address of a span, as words. */
export function boundsOf(span: AddressSpan): { family: Family; low: AddressWords; high: AddressWords } {
  if (span.kind === 'range')
    return { family: span.first.family, low: span.first.words, high: span.last.words };
  const { family, words } = span.address;
  const mask = prefixMask(span.length);
  const low = combine(words, mask, (word, bits) => word & bits);
  const filled = combine(low, mask, (word, bits) => word | ~bits);
  return { family, low, high: family === 4 ? [filled[0], 0, 0, 0] : filled };
}

/** Less than 0, 0, or more than 0, as two addresses of one family stand in numeric order. */
export function compareWords(left: AddressWords, right: AddressWords): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2] || left[3] - right[3];
}

/** The words of an address in which just the first `length` bits are set. */
export function prefixMask(length: number): AddressWords {
  return [wordMask(length), wordMask(length - 32), wordMask(length - 64), wordMask(length - 96)];
}

/** One word with its first `length` bits set; shifting by 32 would shift by 0. */
function wordMask(length: number): number {
  if (length <= 0) return 0;
  return length >= 32 ? 0xffff_ffff : (-1 << (32 - length)) >>> 0;
}

function combine(
  left: AddressWords,
  right: AddressWords,
  by: (left: number, right: number) => number,
): AddressWords {
  return [
    by(left[0], right[0]) >>> 0,
    by(left[1], right[1]) >>> 0,
    by(left[2], right[2]) >>> 0,
    by(left[3], right[3]) >>> 0,
  ];
}
