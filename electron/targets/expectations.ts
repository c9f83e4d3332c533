import type { Expectation, ExpectationRef, ExpectationSpec } from '../../shared/expectation.ts';
import { describeFlow, type FlowRef } from '../../shared/flow.ts';
import {
  decodeExpectation,
  encodeExpectationCreate,
  encodeExpectationDelete,
  encodeExpectationDump,
  expectedTuple,
} from '../netlink/expectations.ts';
import { kernelError } from '../netlink/explain-errno.ts';
import type { ExecutorChannel } from './executor-channel.ts';

/** A table's expectations. Every method rejects with an InspectorError. */
export class Expectations {
  readonly #channel: ExecutorChannel;
  readonly #inTurn: <T>(dump: () => Promise<T>) => Promise<T>;

  /** `inTurn` runs one dump after another, as the kernel wants it. */
  constructor(channel: ExecutorChannel, inTurn: <T>(dump: () => Promise<T>) => Promise<T>) {
    this.#channel = channel;
    this.#inTurn = inTurn;
  }

  /** All of them, or those of one flow: none when that flow has ended. */
  async list(master: FlowRef | null): Promise<Expectation[]> {
    const found: Expectation[] = [];
    const { errno, text } = await this.#inTurn(() =>
      this.#channel.request(
        (writer, sequence) => encodeExpectationDump(writer, sequence, master),
        'done',
        (view, start, end) => {
          const expectation = decodeExpectation(view, start, end);
          if (expectation) found.push(expectation);
        },
      ),
    );
    if (errno === ENOENT) return [];
    if (errno !== 0)
      throw kernelError({ operation: 'list', subject: 'expectations', errno, kernelText: text });
    return found;
  }

  /** Has a flow with a helper expect another one. Errors: `exists`, `not-found`, `unsupported`, `table-full`, `invalid`. */
  async create(spec: ExpectationSpec): Promise<void> {
    const { errno, text } = await this.#channel.request(
      (writer, sequence) => encodeExpectationCreate(writer, sequence, spec),
      'acknowledgement',
    );
    const subject = describeFlow(spec.expected.protocol, expectedTuple(spec.expected));
    if (errno !== 0) throw kernelError({ operation: 'expect', subject, errno, kernelText: text });
  }

  /** Deletes this life of an expectation and no other. Errors: `not-found`. */
  async remove(ref: ExpectationRef): Promise<void> {
    const { errno, text } = await this.#channel.request(
      (writer, sequence) => encodeExpectationDelete(writer, sequence, ref),
      'acknowledgement',
    );
    const subject = describeFlow(ref.protocol, ref.tuple);
    if (errno !== 0) throw kernelError({ operation: 'forget', subject, errno, kernelText: text });
  }
}

const ENOENT = 2;
