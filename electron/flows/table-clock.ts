/** A day: times further back than this are not told apart once the clock was set back. */
const KEPT_MS = 86_400_000;
/** Times are kept in 32 bits. Half of that is 24 days. */
const LONGEST_MS = 0x8000_0000;

/**
 * The two clocks of a flow table. `now` is what rows keep: it runs evenly, whatever is done to the machine's clock, as the
 * kernel's own timeouts do. `date` is what people read.
 */
export class TableClock {
  /** Milliseconds since the epoch. */
  readonly date: () => number;
  readonly #steady: () => number;
  #zero: number;

  /** `clock` stands for both clocks. */
  constructor(clock?: () => number) {
    this.date = clock ?? Date.now;
    this.#steady = clock ?? (() => performance.now());
    this.#zero = this.#steady() - 1;
  }

  /** Milliseconds since the table was made or the clock was set back, from 1 on. */
  now(): number {
    return Math.floor(this.#steady() - this.#zero);
  }

  /** The date of a moment of `now`, as the machine's clock stands today. */
  dateOf(moment: number): number {
    return this.date() - this.now() + moment;
  }

  /** Sets the clock back where it comes near the end of 32 bits. Answers by how much, in milliseconds; mostly 0. */
  setBack(): number {
    const now = this.now();
    if (now < LONGEST_MS) return 0;
    this.#zero += now - KEPT_MS;
    return now - KEPT_MS;
  }
}

/** A moment on a clock that was set back by so much. 0 stays never. */
export function movedBack(moment: number, by: number): number {
  return moment === 0 ? 0 : Math.max(1, moment - by);
}
