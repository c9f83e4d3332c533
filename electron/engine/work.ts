import { cancelledError, type ErrorData } from '../../shared/errors.ts';
import { FIRST_REFUSALS, Outcome, type Progress, type Refusal, type WorkResult } from '../../shared/work.ts';
import { type Describe, type Reason, Refusals } from './refusals.ts';

/**
 * One long work: whoever does it counts every flow here under one outcome, and looks at `signal` or `stopped` before
 * going on.
 */
export class Work {
  readonly #startedAt = performance.now();
  readonly #counts = new Map<Outcome, number>();
  readonly #refusals = new Refusals();
  readonly #abort = new AbortController();
  #describe: Describe = (index) => ({ subject: `number ${index + 1}`, line: null });
  #total: number | null = null;
  #done = 0;
  #stopped: ErrorData | null = null;
  #note: string | null = null;

  /** Aborted when the work is to end early. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why it is to end early; null while it may go on. */
  get stopped(): ErrorData | null {
    return this.#stopped;
  }

  /**
   * Says what there is to do: how many flows or lines (null: not known), and how to name one of them. `describe` is
   * kept, with what it refers to, as long as refusals can be read.
   */
  plan(total: number | null, describe: Describe): void {
    this.#total = total;
    this.#describe = describe;
  }

  /** Counts flows that need no explanation. */
  count(outcome: Outcome, flows = 1): void {
    if (flows === 0) return;
    this.#counts.set(outcome, this.countOf(outcome) + flows);
    this.#done += flows;
  }

  /** Counts one flow that was not done, with the reason. */
  refuse(index: number, reason: Reason): void {
    this.count(reason.outcome);
    this.#refusals.add(index, reason);
  }

  /** Says what the kernel quietly made otherwise than it was told, or what could not be found out. */
  note(note: string): void {
    this.#note = this.#note === null ? note : `${this.#note} ${note}`;
  }

  /** How long it has taken so far, milliseconds. */
  get tookMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** How many were counted under an outcome so far. */
  countOf(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }

  /** Ends it early. The first reason given stays. */
  stop(why: ErrorData = cancelledError('the rest').data): void {
    this.#stopped ??= why;
    this.#abort.abort();
  }

  progress(): Progress {
    return { done: this.#done, total: this.#total, refused: this.#refusals.length };
  }

  refusals(offset: number, limit: number): Refusal[] {
    return this.#refusals.read(offset, limit, this.#describe);
  }

  /** How it ended. What was planned and never counted is `untried`. */
  result(undo: WorkResult['undo']): WorkResult {
    this.count('untried', Math.max(0, (this.#total ?? 0) - this.#done));
    return {
      counts: Outcome.options.flatMap((outcome) => {
        const flows = this.countOf(outcome);
        return flows === 0 ? [] : [{ outcome, flows }];
      }),
      refusals: this.refusals(0, FIRST_REFUSALS),
      refusalCount: this.#refusals.length,
      stopped: this.#stopped,
      note: this.#note,
      tookMs: this.tookMs,
      undo,
    };
  }
}
