/**
 * Prints tell lives of flows apart in eight characters each, 48 bits of a hash, so that a page can hold those of a million: among as many,
 * another life is taken for one of them once in 280 million times. They serve to show what is chosen, and never to say what is deleted.
 */
import type { FlowRef } from './flow.ts';
import { LIFE_HAS_L4, LIFE_WORDS, lifeOf } from './flow-life.ts';
import { KIND } from './flow-record.ts';

export const PRINT_LENGTH = 8;

/** Writes the print of the life that begins at `at`: its first 32 bits to one array, the other 16 to another. */
export function hashLife(words: Uint32Array, at: number, high: Uint32Array, low: Uint16Array, to: number) {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  for (let word = 0; word < LIFE_WORDS; word++) {
    const value = (words[at + word] ?? 0) & (word === KIND ? ~LIFE_HAS_L4 : ~0);
    a = Math.imul(a ^ value, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ value, 0xc2b2ae35);
    b ^= b >>> 13;
  }
  high[to] = Math.imul(a ^ b, 0x27d4eb2f);
  low[to] = Math.imul(b, 0x165667b1) >>> 16;
}

/** Writes a print as text, whose order is that of the bits. */
export function writePrint(high: number, low: number, letters: Uint8Array, at: number): void {
  for (let letter = 0; letter < 5; letter++) letters[at + letter] = letterOf(high >>> (26 - 6 * letter));
  letters[at + 5] = letterOf((high << 4) | (low >>> 12));
  letters[at + 6] = letterOf(low >>> 6);
  letters[at + 7] = letterOf(low);
}

/** A flow's print. */
export function printOf(ref: FlowRef): string {
  const high = new Uint32Array(1);
  const low = new Uint16Array(1);
  const letters = new Uint8Array(PRINT_LENGTH);
  hashLife(lifeOf(ref), 0, high, low, 0);
  writePrint(high[0] ?? 0, low[0] ?? 0, letters, 0);
  return String.fromCharCode(...letters);
}

/** Whether a print is among others, which stand in order one after the other. */
export function hasPrint(prints: string, print: string): boolean {
  let from = 0;
  let to = prints.length / PRINT_LENGTH;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = prints.slice(middle * PRINT_LENGTH, (middle + 1) * PRINT_LENGTH);
    if (other === print) return true;
    if (other < print) from = middle + 1;
    else to = middle;
  }
  return false;
}

/** One of 64 characters that JSON writes as they are: from # on, without the backslash. */
function letterOf(value: number): number {
  const six = value & 63;
  return 35 + six + (six > 56 ? 1 : 0);
}
