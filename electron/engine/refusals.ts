import type { ErrorData } from '../../shared/errors.ts';
import type { Outcome, Refusal } from '../../shared/work.ts';

/** Why some flows did not come to what was asked: one object for all that share it, put into words when somebody reads it. */
export interface Reason {
  readonly outcome: Outcome;
  explain(subject: string): ErrorData;
}

/** What one refusal is about, by its index in the work. */
export type Describe = (index: number) => Pick<Refusal, 'subject' | 'line'>;

/** The refusals of one work, in the order they came: two numbers each, so that a million take a few megabytes. */
export class Refusals {
  #indexes = new Uint32Array(64);
  #reasonNumbers = new Uint16Array(64);
  #length = 0;
  readonly #reasons: Reason[] = [];

  get length(): number {
    return this.#length;
  }

  add(index: number, reason: Reason): void {
    if (this.#length === this.#indexes.length) this.#grow();
    this.#indexes[this.#length] = index;
    this.#reasonNumbers[this.#length] = this.#numberOf(reason);
    this.#length++;
  }

  /** The refusals from `offset` on, in words. */
  read(offset: number, limit: number, describe: Describe): Refusal[] {
    const refusals: Refusal[] = [];
    for (let at = offset; at < Math.min(this.#length, offset + limit); at++) {
      const reason = this.#reasons[this.#reasonNumbers[at] ?? 0];
      if (!reason) continue;
      const { subject, line } = describe(this.#indexes[at] ?? 0);
      refusals.push({ outcome: reason.outcome, subject, line, error: reason.explain(subject) });
    }
    return refusals;
  }

  #numberOf(reason: Reason): number {
    // There are only a few: as many as the kernel has words for.
    const known = this.#reasons.lastIndexOf(reason);
    return known === -1 ? this.#reasons.push(reason) - 1 : known;
  }

  #grow(): void {
    const indexes = new Uint32Array(this.#length * 2);
    const reasonNumbers = new Uint16Array(this.#length * 2);
    indexes.set(this.#indexes);
    reasonNumbers.set(this.#reasonNumbers);
    this.#indexes = indexes;
    this.#reasonNumbers = reasonNumbers;
  }
}
