import { ZONE_COUNT } from '../../shared/zone.ts';

const WORDS = ZONE_COUNT / 32;

/**
 * Which zones are taken: those that hold flows and those that are reserved, each as a bitmap, with one over both that
 * marks full words, so that the next free zone is found in one step however many are taken.
 */
export class FreeZones {
  readonly #used = new Uint32Array(WORDS);
  readonly #reserved = new Uint32Array(WORDS);
  readonly #full = new Uint32Array(WORDS / 32);
  #usedCount = 0;

  /** How many zones hold flows. */
  get usedCount(): number {
    return this.#usedCount;
  }

  setUsed(zone: number): void {
    if (!this.isUsed(zone)) this.#usedCount++;
    this.#write(this.#used, zone, true);
  }

  setUnused(zone: number): void {
    if (this.isUsed(zone)) this.#usedCount--;
    this.#write(this.#used, zone, false);
  }

  reserve(zone: number): void {
    this.#write(this.#reserved, zone, true);
  }

  release(zone: number): void {
    this.#write(this.#reserved, zone, false);
  }

  isUsed(zone: number): boolean {
    return ((this.#used[zone >>> 5] ?? 0) & (1 << (zone & 31))) !== 0;
  }

  isReserved(zone: number): boolean {
    return ((this.#reserved[zone >>> 5] ?? 0) & (1 << (zone & 31))) !== 0;
  }

  /** The first free zone at or above `from`; -1 when there is none. */
  next(from: number): number {
    if (from >= ZONE_COUNT) return -1;
    const word = from >>> 5;
    const rest = ~this.#taken(word) & (-1 << (from & 31));
    if (rest !== 0) return word * 32 + lowestBit(rest);
    for (
      let summary = (word + 1) >>> 5, keep = -1 << ((word + 1) & 31);
      summary < this.#full.length;
      summary++, keep = -1
    ) {
      const open = ~(this.#full[summary] ?? 0) & keep;
      if (open === 0) continue;
      const found = summary * 32 + lowestBit(open);
      return found * 32 + lowestBit(~this.#taken(found));
    }
    return -1;
  }

  /** Up to `count` free zones from `from` upwards, then from 0 up to it. Fewer when there are no more. */
  take(from: number, count: number, isAvoided: (zone: number) => boolean = never): number[] {
    const zones: number[] = [];
    const collect = (start: number, end: number) => {
      for (
        let zone = this.next(start);
        zone !== -1 && zone < end && zones.length < count;
        zone = this.next(zone + 1)
      ) {
        if (!isAvoided(zone)) zones.push(zone);
      }
    };
    collect(from, ZONE_COUNT);
    collect(0, from);
    return zones;
  }

  /** The first run of `count` free neighbours from `from` upwards, then from 0; empty when there is none. */
  takeRun(from: number, count: number, isAvoided: (zone: number) => boolean = never): number[] {
    const start = this.#runFrom(from, count, isAvoided);
    const found = start === -1 ? this.#runFrom(0, count, isAvoided) : start;
    return found === -1 ? [] : Array.from({ length: count }, (_, index) => found + index);
  }

  #runFrom(from: number, count: number, isAvoided: (zone: number) => boolean): number {
    for (let start = this.next(from); start !== -1 && start + count <= ZONE_COUNT; ) {
      let length = 0;
      while (length < count && this.#isFree(start + length) && !isAvoided(start + length)) length++;
      if (length === count) return start;
      start = this.next(start + length + 1);
    }
    return -1;
  }

  #isFree(zone: number): boolean {
    return (this.#taken(zone >>> 5) & (1 << (zone & 31))) === 0;
  }

  #taken(word: number): number {
    return (this.#used[word] ?? 0) | (this.#reserved[word] ?? 0);
  }

  #write(bitmap: Uint32Array, zone: number, isSet: boolean): void {
    const word = zone >>> 5;
    const bit = 1 << (zone & 31);
    bitmap[word] = isSet ? (bitmap[word] ?? 0) | bit : (bitmap[word] ?? 0) & ~bit;
    const summary = word >>> 5;
    const mark = 1 << (word & 31);
    const isFull = ~this.#taken(word) === 0;
    this.#full[summary] = isFull ? (this.#full[summary] ?? 0) | mark : (this.#full[summary] ?? 0) & ~mark;
  }
}

function never(): boolean {
  return false;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
