import { LIFE_HAS_L4, LIFE_ID } from '../../shared/flow-life.ts';
import {
  type FlowSink,
  ID,
  IDENTITY_WORDS,
  KIND,
  PRESENT,
  Present,
  RECORD_WORDS,
} from '../../shared/flow-record.ts';
import { FlowAttribute } from './constants.ts';
import { decodeFlow } from './decode-flow.ts';
import { decodeRecord } from './decode-record.ts';
import { findAttribute, NFGEN_HEADER_BYTES } from './message.ts';

/** Flows as the kernel's own messages told them, kept whole: nothing that it said is lost. About 300 bytes each. */
export class KeptFlows {
  #bytes = new Uint8Array(16 * 1024);
  #view = new DataView(this.#bytes.buffer);
  /** Flow i lies between two of these. */
  #starts = new Float64Array(64);
  #count = 0;

  get bytes(): number {
    return this.start(this.#count);
  }

  get count(): number {
    return this.#count;
  }

  /** All messages one after the other. Another view after the next addition. */
  get view(): DataView {
    return this.#view;
  }

  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  end(index: number): number {
    return this.#starts[index + 1] ?? 0;
  }

  /** Keeps the message between two offsets; answers its index. */
  add(view: DataView, start: number, end: number): number {
    const from = this.start(this.#count);
    const to = from + (end - start);
    if (to > this.#bytes.length) this.#growBytes(to);
    if (this.#count + 2 > this.#starts.length) this.#growStarts();
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start), from);
    this.#starts[this.#count + 1] = to;
    return this.#count++;
  }

  /** Everything that was said of one of them. Throws when it is no message about a flow. */
  details(index: number) {
    const details = decodeFlow(this.#view, this.start(index), this.end(index));
    if (!details) throw noFlow(index);
    return details;
  }

  /** One of them as a life, written to `words` from `at` on. Throws when it is no message about a flow. */
  writeLife(index: number, words: Uint32Array, at: number): void {
    if (!decodeRecord(this.#view, this.start(index), this.end(index), scratch)) throw noFlow(index);
    const { record } = scratch;
    words.set(record.subarray(0, IDENTITY_WORDS), at);
    if (((record[PRESENT] ?? 0) & Present.l4) !== 0) words[at + KIND] = (words[at + KIND] ?? 0) | LIFE_HAS_L4;
    words[at + LIFE_ID] = record[ID] ?? 0;
  }

  #growBytes(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  #growStarts(): void {
    const larger = new Float64Array(this.#starts.length * 2);
    larger.set(this.#starts);
    this.#starts = larger;
  }
}

/** The id in a message about a flow; null without. */
export function idOfMessage(view: DataView, start: number, end: number): number | null {
  const value = findAttribute(view, start + NFGEN_HEADER_BYTES, end, FlowAttribute.id, 4);
  return value < 0 ? null : view.getUint32(value);
}

const scratch: FlowSink = { record: new Uint32Array(RECORD_WORDS), put: () => undefined, intern: () => 0 };

function noFlow(index: number): RangeError {
  return new RangeError(`kept message ${index} names no flow`);
}
