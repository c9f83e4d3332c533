import type { TargetState } from '../../shared/target-state.ts';

/** A lost event is repaired by a listing once none was lost for this long, or this long after the first, milliseconds. */
const QUIET_MS = 100;
const LONGEST_WAIT_MS = 3_000;

/** What is known of lost events, and when a listing can make them good. Moments are those of performance.now. */
export class EventLosses {
  #told: TargetState['losses'] = { count: 0, lastAt: null, repairedAt: null };
  /** When the first and the last event since the last listing began were lost; null: none was. */
  #unrepaired: { readonly since: number; readonly until: number } | null = null;

  /** What pages are told. */
  get told(): TargetState['losses'] {
    return this.#told;
  }

  note(now: number): void {
    this.#told = { count: this.#told.count + 1, lastAt: Date.now(), repairedAt: null };
    this.#unrepaired = { since: this.#unrepaired?.since ?? now, until: now };
  }

  /** A listing begins: it makes good what was lost until now, and nothing that is lost from now on. */
  beginListing(): void {
    this.#unrepaired = null;
  }

  /**
   * How long to wait before a listing can make good what was lost, milliseconds; null: nothing was. While events go on
   * being lost a listing is in vain, and one after the other would keep both sides busy with nothing else.
   */
  repairDelay(now: number): number | null {
    if (!this.#unrepaired) return null;
    const { since, until } = this.#unrepaired;
    return Math.max(0, Math.min(until + QUIET_MS, since + LONGEST_WAIT_MS) - now);
  }

  /** The table is true again. */
  noteRepair(): void {
    const { lastAt, repairedAt } = this.#told;
    if (lastAt !== null && repairedAt === null) this.#told = { ...this.#told, repairedAt: Date.now() };
  }
}
