import { IDENTITY_WORDS } from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, HASH, ROW_MASK, SEGMENT_SHIFT } from './columns.ts';

const SEED = (Math.random() * 0x1_0000_0000) >>> 0;

/** Hash of a record's identity words. Seeded, because whoever sends packets chooses the words. */
export function hashIdentity(record: Uint32Array): number {
  let hash = SEED;
  for (let word = 0; word < IDENTITY_WORDS; word++) {
    let mixed = Math.imul(record[word] ?? 0, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    hash ^= mixed;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Finds a flow's row by its identity. Open addressing with linear probing over one typed array; a slot holds the row
 * number plus one. Hashes lie in the table's HASH column, so growing does not read identities again.
 */
export class TupleIndex {
  readonly #segments: readonly Uint32Array[];
  #slots = new Uint32Array(1 << 12);
  #used = 0;

  /** `segments` is the table's own growing list. */
  constructor(segments: readonly Uint32Array[]) {
    this.#segments = segments;
  }

  /** The row that holds the record's identity, or -1. */
  find(record: Uint32Array, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return -1;
      if (this.#holds(entry - 1, record, hash)) return entry - 1;
    }
  }

  /** Adds a row whose HASH column is set and whose identity is not in the index. */
  add(row: number, hash: number): void {
    if ((this.#used + 1) * 2 > this.#slots.length) this.#grow();
    this.#used++;
    place(this.#slots, row, hash);
  }

  /** Takes a row out; it must be in. */
  remove(row: number, hash: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = hash & mask;
    while (slots[hole] !== row + 1) hole = (hole + 1) & mask;
    // Entries behind the hole move up as far as their own hash allows, so that no search stops early.
    for (let slot = (hole + 1) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) break;
      const home = this.#hashOf(entry - 1) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = entry;
        hole = slot;
      }
    }
    slots[hole] = 0;
    this.#used--;
  }

  #holds(row: number, record: Uint32Array, hash: number): boolean {
    const segment = this.#segments[row >>> SEGMENT_SHIFT];
    if (segment === undefined) return false;
    let at = row & ROW_MASK;
    if (segment[HASH * COLUMN_STRIDE + at] !== hash) return false;
    for (let word = 0; word < IDENTITY_WORDS; word++, at += COLUMN_STRIDE) {
      if (segment[at] !== record[word]) return false;
    }
    return true;
  }

  #hashOf(row: number): number {
    return this.#segments[row >>> SEGMENT_SHIFT]?.[HASH * COLUMN_STRIDE + (row & ROW_MASK)] ?? 0;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (const entry of this.#slots) {
      if (entry !== 0) place(larger, entry - 1, this.#hashOf(entry - 1));
    }
    this.#slots = larger;
  }
}

function place(slots: Uint32Array, row: number, hash: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}
