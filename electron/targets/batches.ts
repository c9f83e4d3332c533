import type { InspectorError } from '../../shared/errors.ts';
import { errnoName, type Verdict } from '../netlink/decode-error.ts';
import { kernelError } from '../netlink/explain-errno.ts';
import type { BatchAnswer, OnFlow, OnRefused } from './conntrack.ts';

interface Batch {
  /** Sequence numbers of its first and last message. */
  readonly first: number;
  readonly last: number;
  readonly onRefused: OnRefused;
  readonly onFlow: OnFlow;
  readonly settle: (answer: BatchAnswer) => void;
}

/**
 * The batches that are under way on one channel. In a batch only the last message asks for an acknowledgement; of the
 * others the kernel answers those that it refuses. It takes messages in order, so the answer to the last one says that
 * all have been dealt with.
 */
export class Batches {
  readonly #batches: Batch[] = [];

  /** Waits for the answers to messages `first` to `last`. */
  add(first: number, last: number, onRefused: OnRefused, onFlow: OnFlow): Promise<BatchAnswer> {
    return new Promise((settle) => this.#batches.push({ first, last, onRefused, onFlow, settle }));
  }

  /** Takes a flow that was asked for. */
  takeFlow(sequence: number, view: DataView, start: number, end: number): void {
    const batch = this.#find(sequence);
    batch?.onFlow(sequence - batch.first, view, start, end);
  }

  /** Takes the verdict on one message. */
  take(sequence: number, { errno, text }: Verdict): void {
    const batch = this.#find(sequence);
    if (!batch) return;
    if (errno !== 0) batch.onRefused(sequence - batch.first, errno, text);
    if (sequence === batch.last) {
      this.#batches.splice(this.#batches.indexOf(batch), 1);
      batch.settle({ lost: null });
    } else if (errnoName(errno) === 'EPERM' && text === null) {
      // Without CAP_NET_ADMIN the kernel answers the first message of what it was sent and drops the rest unseen.
      this.lose(kernelError({ operation: 'change', subject: 'the table', errno, kernelText: text }));
    }
  }

  #find(sequence: number): Batch | undefined {
    return this.#batches.find(({ first, last }) => sequence >= first && sequence <= last);
  }

  /** No more answers come to what is under way, or some were lost. */
  lose(error: InspectorError): void {
    for (const { settle } of this.#batches.splice(0)) settle({ lost: error });
  }
}
