import { ZONE_COUNT } from '../../shared/zone.ts';
import { MINUTE_SECONDS } from '../../shared/zone-usage.ts';

const MOST = 0xffff;

/**
 * How many flows came to and went from each zone: in the last interval, and over the last minute. A second in which
 * none came anywhere takes no memory.
 */
export class ZoneRates {
  #came = new Uint32Array(ZONE_COUNT);
  #went = new Uint32Array(ZONE_COUNT);
  #cameBefore = new Uint32Array(ZONE_COUNT);
  #wentBefore = new Uint32Array(ZONE_COUNT);
  #isQuiet = true;
  #wasQuiet = true;
  #seconds = 1;
  /** A ring; `#next` is where the next interval goes, and so the oldest. */
  readonly #minute: (Uint16Array | null)[] = Array<null>(MINUTE_SECONDS).fill(null);
  #next = 0;

  /** Counts a flow that came to a zone or went from it. */
  tally(zone: number, came: boolean): void {
    const counts = came ? this.#came : this.#went;
    counts[zone] = (counts[zone] ?? 0) + 1;
    this.#isQuiet = false;
  }

  /** Ends an interval of so many seconds, meant to be one. */
  closeInterval(seconds: number): void {
    this.#seconds = seconds;
    this.#keepMinute();
    if (this.#isQuiet && this.#wasQuiet) return;
    [this.#came, this.#cameBefore] = [this.#cameBefore, this.#came];
    [this.#went, this.#wentBefore] = [this.#wentBefore, this.#went];
    this.#came.fill(0);
    this.#went.fill(0);
    this.#wasQuiet = this.#isQuiet;
    this.#isQuiet = true;
  }

  newPerSecond(zone: number): number {
    return (this.#cameBefore[zone] ?? 0) / this.#seconds;
  }

  gonePerSecond(zone: number): number {
    return (this.#wentBefore[zone] ?? 0) / this.#seconds;
  }

  /** New flows of a zone in each interval of the last minute, the oldest first. */
  lastMinute(zone: number): number[] {
    return Array.from(
      { length: MINUTE_SECONDS },
      (_, age) => this.#minute[(this.#next + age) % MINUTE_SECONDS]?.[zone] ?? 0,
    );
  }

  #keepMinute(): void {
    const oldest = this.#minute[this.#next] ?? null;
    const kept = this.#isQuiet ? null : (oldest ?? new Uint16Array(ZONE_COUNT));
    if (kept !== null) {
      for (let zone = 0; zone < ZONE_COUNT; zone++) kept[zone] = Math.min(MOST, this.#came[zone] ?? 0);
    }
    this.#minute[this.#next] = kept;
    this.#next = (this.#next + 1) % MINUTE_SECONDS;
  }
}
