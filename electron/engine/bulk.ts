import { type InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/work.ts';
import { errnoName } from '../netlink/decode-error.ts';
import { kernelError } from '../netlink/explain-errno.ts';
import type { BatchAnswer, OnRefused } from '../targets/conntrack.ts';
import type { Reason } from './refusals.ts';
import type { Work } from './work.ts';

/** Flows in one batch: enough that the way there and back costs nothing, few enough that Stop is felt at once. */
export const BATCH_FLOWS = 500;
/** Batches under way at once: the kernel has work even while the engine is busy with something else for some milliseconds. */
export const IN_FLIGHT = 8;

/** Tests of a flow's place in its batch. */
type OnDone = (isDone: (place: number) => boolean, mayBeDone: (place: number) => boolean) => void;

/** What is done to many flows, and what the kernel's answers mean for them. */
interface BulkKind {
  readonly operation: 'inject' | 'delete';
  /** What became of those that were not refused. */
  readonly done: Outcome;
  /** What errnos stand for; any other is `refused`. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Errnos after which trying the rest is useless. */
  readonly hopeless: readonly string[];
}

export const injecting: BulkKind = {
  operation: 'inject',
  done: 'created',
  outcomes: { EEXIST: 'exists' },
  hopeless: ['ENOMEM', 'EPERM'],
};
export const deleting: BulkKind = {
  operation: 'delete',
  done: 'deleted',
  outcomes: { ENOENT: 'gone' },
  hopeless: ['EPERM'],
};

/**
 * Sends batches for a work, a few at a time, and counts what became of every flow: done, refused and why, or unknown
 * when the answers were lost. Ends the work early where going on is useless.
 */
export class Bulk {
  readonly #work: Work;
  readonly #kind: BulkKind;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #reasons = new Map<string, Reason>();

  constructor(work: Work, kind: BulkKind) {
    this.#work = work;
    this.#kind = kind;
  }

  /**
   * Sends the `count` flows from index `from` on as soon as there is room among those under way, unless the work is to
   * end. `onDone` is told afterwards which of them were done, and which may have been, by their place in the batch.
   */
  async send(
    from: number,
    count: number,
    request: (onRefused: OnRefused) => Promise<BatchAnswer>,
    onDone: OnDone = () => undefined,
  ): Promise<void> {
    while (this.#inFlight.size >= IN_FLIGHT) await Promise.race(this.#inFlight);
    if (this.#work.stopped) return;
    const batch: Promise<void> = this.#run(from, count, request, onDone).finally(() =>
      this.#inFlight.delete(batch),
    );
    this.#inFlight.add(batch);
  }

  /** Waits for what is under way. Must be awaited before the work's result is taken. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  async #run(
    from: number,
    count: number,
    request: (onRefused: OnRefused) => Promise<BatchAnswer>,
    onDone: OnDone,
  ): Promise<void> {
    const refused = new Set<number>();
    const refuse = (place: number, reason: Reason) => {
      refused.add(place);
      this.#work.refuse(from + place, reason);
    };
    let lost: InspectorError | null;
    try {
      lost = (await request((place, errno, text) => refuse(place, this.#reasonOf(errno, text)))).lost;
    } catch (thrown) {
      // Nothing of it was sent.
      this.#work.stop(toInspectorError(thrown, this.#kind.operation).data);
      return;
    }
    if (lost) {
      this.#work.stop(lost.data);
      const unknown = unknownBecause(this.#kind.operation, lost);
      for (let place = 0; place < count; place++)
        if (!refused.has(place)) this.#work.refuse(from + place, unknown);
    } else this.#work.count(this.#kind.done, count - refused.size);
    const mayBeDone = (place: number) => !refused.has(place);
    onDone((place) => lost === null && mayBeDone(place), mayBeDone);
  }

  #reasonOf(errno: number, text: string | null): Reason {
    const { operation, outcomes, hopeless } = this.#kind;
    const key = `${errno} ${text}`;
    const known = this.#reasons.get(key);
    if (known) return known;
    const name = errnoName(errno);
    const explain = (subject: string) => kernelError({ operation, subject, errno, kernelText: text }).data;
    if (hopeless.includes(name)) this.#work.stop(explain('the rest'));
    const reason: Reason = { outcome: outcomes[name] ?? 'refused', explain };
    this.#reasons.set(key, reason);
    return reason;
  }
}

/** Of a flow that was to be dealt with nobody can say whether it was. */
export function unknownBecause(operation: string, { data }: InspectorError): Reason {
  return {
    outcome: 'unknown',
    explain: (subject) => ({
      ...data,
      operation: `${operation} ${subject}`,
      subject,
      hint: 'What became of this flow is not known. Look for it in the table.',
    }),
  };
}
