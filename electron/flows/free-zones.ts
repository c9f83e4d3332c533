import { ZONE_COUNT } from '../../shared/zone.ts';

/**
 * Which zones are in use, as a bitmap with a second one over it that marks full words, so that the next free zone is
 * found in one step however many are used.
 */
export class FreeZones {
  readonly #used = new Uint32Array(ZONE_COUNT / 32);
  readonly #full = new Uint32Array(ZONE_COUNT / 32 / 32);

  setUsed(zone: number): void {
    const word = zone >>> 5;
    const bits = ((this.#used[word] ?? 0) | (1 << (zone & 31))) >>> 0;
    this.#used[word] = bits;
    if (bits === 0xffff_ffff) this.#full[word >>> 5] = (this.#full[word >>> 5] ?? 0) | (1 << (word & 31));
  }

  setFree(zone: number): void {
    const word = zone >>> 5;
    this.#used[word] = (this.#used[word] ?? 0) & ~(1 << (zone & 31));
    this.#full[word >>> 5] = (this.#full[word >>> 5] ?? 0) & ~(1 << (word & 31));
  }

  isUsed(zone: number): boolean {
    return ((this.#used[zone >>> 5] ?? 0) & (1 << (zone & 31))) !== 0;
  }

  /** The first free zone at or above `from`; -1 when there is none. */
  next(from: number): number {
    if (from >= ZONE_COUNT) return -1;
    const word = from >>> 5;
    const rest = ~(this.#used[word] ?? 0) & (-1 << (from & 31));
    if (rest !== 0) return word * 32 + lowestBit(rest);
    for (
      let summary = (word + 1) >>> 5, keep = -1 << ((word + 1) & 31);
      summary < this.#full.length;
      summary++, keep = -1
    ) {
      const open = ~(this.#full[summary] ?? 0) & keep;
      if (open === 0) continue;
      const found = summary * 32 + lowestBit(open);
      return found * 32 + lowestBit(~(this.#used[found] ?? 0));
    }
    return -1;
  }

  /** Up to `count` free zones from `from` upwards, then from 0 up to it. Fewer when there are no more. */
  take(from: number, count: number): number[] {
    const zones: number[] = [];
    const collect = (start: number, end: number) => {
      for (
        let zone = this.next(start);
        zone !== -1 && zone < end && zones.length < count;
        zone = this.next(zone + 1)
      ) {
        zones.push(zone);
      }
    };
    collect(from, ZONE_COUNT);
    collect(0, from);
    return zones;
  }

  /** The first run of `count` free neighbours from `from` upwards, then from 0; empty when there is none. */
  takeRun(from: number, count: number): number[] {
    const start = this.#runFrom(from, count);
    const found = start === -1 ? this.#runFrom(0, count) : start;
    return found === -1 ? [] : Array.from({ length: count }, (_, index) => found + index);
  }

  #runFrom(from: number, count: number): number {
    for (let start = this.next(from); start !== -1 && start + count <= ZONE_COUNT; ) {
      let length = 1;
      while (length < count && !this.isUsed(start + length)) length++;
      if (length === count) return start;
      start = this.next(start + length);
    }
    return -1;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
