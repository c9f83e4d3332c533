import { InspectorError } from '../../shared/errors.ts';
import { align4, HEADER_BYTES, viewOf } from './message.ts';

/** No message is longer: it is the size of the executor's receive buffer. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * Cuts a stream of netlink messages, as a pipe delivers it, into runs of whole messages. A run is a view of the chunk
 * itself; only a message that straddles two chunks is copied. A run is valid until the receiver returns.
 */
export class MessageSplitter {
  readonly #take: (run: DataView) => void;
  /** The beginning of a message whose end has not come yet. */
  #carry = Buffer.alloc(4096);
  #carried = 0;
  #broken: InspectorError | null = null;

  constructor(take: (run: DataView) => void) {
    this.#take = take;
  }

  /** Bytes of a message whose end has not come: 0 when the stream may end here. */
  get pending(): number {
    return this.#carried;
  }

  /**
   * Takes what came. A length that no message can have throws `target-lost`, now and ever after: from there on nothing
   * tells where a message begins.
   */
  push(chunk: Uint8Array): void {
    if (this.#broken) throw this.#broken;
    const start = this.#carried === 0 ? 0 : this.#complete(chunk);
    const view = viewOf(chunk);
    let end = start;
    while (end + HEADER_BYTES <= chunk.length) {
      const next = end + this.#checkedLength(view.getUint32(end, true));
      if (next > chunk.length) break;
      end = next;
    }
    if (end > start) this.#take(new DataView(chunk.buffer, chunk.byteOffset + start, end - start));
    if (end < chunk.length) this.#append(chunk.subarray(end));
  }

  /** Adds to the carried message what it still lacks and hands it on; answers how much of the chunk that took. */
  #complete(chunk: Uint8Array): number {
    let taken = 0;
    if (this.#carried < HEADER_BYTES) {
      taken = Math.min(HEADER_BYTES - this.#carried, chunk.length);
      this.#append(chunk.subarray(0, taken));
      if (this.#carried < HEADER_BYTES) return taken;
    }
    const length = this.#checkedLength(this.#carry.readUInt32LE(0));
    const lacking = Math.min(length - this.#carried, chunk.length - taken);
    this.#append(chunk.subarray(taken, taken + lacking));
    taken += lacking;
    if (this.#carried === length) {
      this.#carried = 0;
      this.#take(viewOf(this.#carry.subarray(0, length)));
    }
    return taken;
  }

  #append(bytes: Uint8Array): void {
    const length = this.#carried + bytes.length;
    if (length > this.#carry.length) {
      const larger = Buffer.alloc(Math.max(length, this.#carry.length * 2));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(bytes, this.#carried);
    this.#carried = length;
  }

  #checkedLength(length: number): number {
    if (length >= HEADER_BYTES && length <= MAX_MESSAGE_BYTES) return align4(length);
    this.#broken = new InspectorError({
      code: 'target-lost',
      operation: 'read from the kernel',
      message: `The message stream is broken: a message claims a length of ${length} bytes.`,
      hint: 'Open the target again. If it happens again, please report it.',
    });
    throw this.#broken;
  }
}
