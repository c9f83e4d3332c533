/**
 * Prints tell lives of flows apart in eight characters each, 48 bits of a hash, so that a page can hold those of a million: among as many,
 * another life is taken for one of them once in 280 million times. They serve to show what is chosen, and never to say what is deleted.
 */
import type { FlowRef } from './flow.ts';
import { LIFE_HAS_L4, LIFE_WORDS, lifeOf } from './flow-life.ts';
import { KIND } from './flow-record.ts';

export const PRINT_LENGTH = 8;

/** Writes the print of the life that begins at `at` as numbers: two halves of 24 bits, from `to` on. */
export function hashLife(words: Uint32Array, at: number, halves: Uint32Array, to: number): void {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  for (let word = 0; word < LIFE_WORDS; word++) {
    const value = (words[at + word] ?? 0) & (word === KIND ? ~LIFE_HAS_L4 : ~0);
    a = Math.imul(a ^ value, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ value, 0xc2b2ae35);
    b ^= b >>> 13;
  }
  halves[to] = Math.imul(a ^ b, 0x27d4eb2f) >>> 8;
  halves[to + 1] = Math.imul(b, 0x165667b1) >>> 8;
}

/** Writes as letters what {@link hashLife} wrote at `from`; their order is that of the numbers. */
export function writePrint(halves: Uint32Array, from: number, letters: Uint8Array, at: number): void {
  for (let letter = 0; letter < PRINT_LENGTH; letter++) {
    const value = ((halves[from + (letter >> 2)] ?? 0) >>> (18 - 6 * (letter & 3))) & 63;
    // From # on, without the backslash: JSON writes them as they are.
    letters[at + letter] = value + (value < 57 ? 35 : 36);
  }
}

/** A flow's print. */
export function printOf(ref: FlowRef): string {
  const halves = new Uint32Array(2);
  const letters = new Uint8Array(PRINT_LENGTH);
  hashLife(lifeOf(ref), 0, halves, 0);
  writePrint(halves, 0, letters, 0);
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
