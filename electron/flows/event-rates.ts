import type { EventRates } from '../../shared/flow-event.ts';

/** How far back the counts go. */
export const RATE_SECONDS = 600;
const KINDS = ['new', 'updated', 'destroyed', 'lost'] as const;
export type CountedKind = (typeof KINDS)[number];
const SECOND_MS = 1000;

/** Counts what happens in each second of the last ten minutes. */
export class EventCounts {
  readonly #counts: Readonly<Record<CountedKind, Uint32Array>> = {
    new: new Uint32Array(RATE_SECONDS),
    updated: new Uint32Array(RATE_SECONDS),
    destroyed: new Uint32Array(RATE_SECONDS),
    lost: new Uint32Array(RATE_SECONDS),
  };
  /** The first second that was counted, if not from its beginning, and the one that is being counted, since the epoch. */
  readonly #first: number;
  #second: number;

  /** `since`: milliseconds since the epoch. */
  constructor(since: number) {
    this.#first = Math.floor(since / SECOND_MS);
    this.#second = this.#first;
  }

  /** Counts one event. `at`: milliseconds since the epoch. */
  add(kind: CountedKind, at: number): void {
    const second = Math.floor(at / SECOND_MS);
    if (second !== this.#second) this.#moveTo(second);
    const place = second % RATE_SECONDS;
    const counts = this.#counts[kind];
    counts[place] = (counts[place] ?? 0) + 1;
  }

  /** The whole seconds before `now`, as far as they were counted. */
  rates(now: number): EventRates {
    const second = Math.floor(now / SECOND_MS);
    this.#moveTo(second);
    const from = Math.max(second - RATE_SECONDS + 1, Math.min(this.#first, second));
    const series = (kind: CountedKind) =>
      Array.from(
        { length: second - from },
        (_, index) => this.#counts[kind][(from + index) % RATE_SECONDS] ?? 0,
      );
    return {
      from: from * SECOND_MS,
      new: series('new'),
      updated: series('updated'),
      destroyed: series('destroyed'),
      lost: series('lost'),
    };
  }

  /** Empties the seconds that passed without an event. A clock that was put back starts over. */
  #moveTo(second: number): void {
    const passed = second - this.#second;
    const first = passed < 0 || passed >= RATE_SECONDS ? second - RATE_SECONDS + 1 : this.#second + 1;
    for (let empty = first; empty <= second; empty++) {
      for (const kind of KINDS) this.#counts[kind][empty % RATE_SECONDS] = 0;
    }
    this.#second = second;
  }
}
