import type { Refusal } from '../../shared/work.ts';
import type { Reason } from './refusals.ts';

/** So many refused lines are remembered by their text; of more only the number is. */
const NAMED_LINES = 10_000;
/** So many different reasons are kept in words. */
const MOST_REASONS = 1000;

/** Which line each flow of an import came from, by its index in the work: four bytes each. */
export class LineSubjects {
  #lines = new Uint32Array(1024);
  #count = 0;
  readonly #names = new Map<number, string>();

  /** Takes the numbers of some lines, and answers the index of the first. */
  add(lines: readonly number[]): number {
    const first = this.#count;
    while (first + lines.length > this.#lines.length) this.#grow();
    this.#lines.set(lines, first);
    this.#count += lines.length;
    return first;
  }

  /** Remembers what a line is about. */
  name(index: number, subject: string): void {
    if (this.#names.size < NAMED_LINES) this.#names.set(index, subject);
  }

  describe(index: number): Pick<Refusal, 'subject' | 'line'> {
    const line = this.#lines[index] ?? 0;
    return { subject: this.#names.get(index) ?? `line ${line}`, line };
  }

  #grow(): void {
    const larger = new Uint32Array(this.#lines.length * 2);
    larger.set(this.#lines);
    this.#lines = larger;
  }
}

/** Reasons for which lines are refused, one object for all lines that share it. */
export class LineReasons {
  readonly #reasons = new Map<string, Reason>();

  of(message: string): Reason {
    const known = this.#reasons.get(message);
    if (known) return known;
    if (this.#reasons.size >= MOST_REASONS) return this.of('it is no flow that can be injected');
    const reason: Reason = {
      outcome: 'refused',
      explain: (subject) => ({
        code: 'invalid',
        operation: 'read a line',
        subject,
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      }),
    };
    this.#reasons.set(message, reason);
    return reason;
  }
}
