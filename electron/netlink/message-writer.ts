import { NESTED } from './constants.ts';
import { ATTRIBUTE_HEADER_BYTES, align4, NFGEN_HEADER_BYTES } from './message.ts';

/**
 * Writes nfnetlink messages one after the other into one growing buffer, so that a batch is one send. Values are
 * written big-endian, as ctnetlink wants them; every attribute is padded to four bytes.
 */
export class MessageWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Where the message begins that is being written, and where the last finished one ends. */
  #message = 0;
  #finished = 0;

  /** Bytes of the messages finished since the last {@link take}. */
  get length(): number {
    return this.#finished;
  }

  /**
   * Begins a message: struct nlmsghdr and struct nfgenmsg. `family` is AF_INET, AF_INET6 or 0; the kernel reads
   * `version` only when it flushes a table, and `resource` never. A message that was begun but not ended, because its
   * encoder threw, is forgotten.
   */
  begin(
    type: number,
    flags: number,
    sequence: number,
    family: number,
    { version = 0, resource = 0 } = {},
  ): void {
    this.#length = this.#finished;
    this.#message = this.#grow(NFGEN_HEADER_BYTES);
    this.#view.setUint16(this.#message + 4, type, true);
    this.#view.setUint16(this.#message + 6, flags, true);
    this.#view.setUint32(this.#message + 8, sequence, true);
    this.#view.setUint8(this.#message + 16, family);
    this.#view.setUint8(this.#message + 17, version);
    this.#view.setUint16(this.#message + 18, resource);
  }

  /** Ends the message that was begun last. */
  end(): void {
    this.#view.setUint32(this.#message, this.#length - this.#message, true);
    this.#finished = this.#length;
  }

  /** Takes flags back from the finished message that begins at an offset. */
  clearFlags(message: number, flags: number): void {
    const at = message + 6;
    this.#view.setUint16(at, this.#view.getUint16(at, true) & ~flags, true);
  }

  /** Adds a whole message as it is. */
  append(message: Uint8Array): void {
    this.#length = this.#finished;
    const at = this.#grow(align4(message.length));
    this.#bytes.set(message, at);
    this.#finished = this.#length;
  }

  /** Forgets what was written from an offset on. */
  truncate(length: number): void {
    this.#length = length;
    this.#finished = length;
  }

  /** Opens a nested attribute; what is written until `close` with the answered mark is inside it. */
  open(type: number): number {
    return this.#attribute(type | NESTED, 0) - ATTRIBUTE_HEADER_BYTES;
  }

  close(mark: number): void {
    this.#view.setUint16(mark, this.#length - mark, true);
  }

  u8(type: number, value: number): void {
    const at = this.#attribute(type, 1);
    this.#view.setUint8(at, value);
  }

  u16(type: number, value: number): void {
    const at = this.#attribute(type, 2);
    this.#view.setUint16(at, value);
  }

  u32(type: number, value: number): void {
    const at = this.#attribute(type, 4);
    this.#view.setUint32(at, value);
  }

  /** A value in the machine's byte order, as a few attributes are (CTA_FILTER_*_FLAGS). */
  nativeU32(type: number, value: number): void {
    const at = this.#attribute(type, 4);
    this.#view.setUint32(at, value, true);
  }

  u64(type: number, value: bigint): void {
    const at = this.#attribute(type, 8);
    this.#view.setBigUint64(at, value);
  }

  bytes(type: number, value: Uint8Array): void {
    const at = this.#attribute(type, value.length);
    this.#bytes.set(value, at);
  }

  /** `count` of some 32-bit words, from one of them on, as one value. */
  words(type: number, words: ArrayLike<number>, count: number, from = 0): void {
    const at = this.#attribute(type, count * 4);
    for (let index = 0; index < count; index += 1) {
      this.#view.setUint32(at + index * 4, words[from + index] ?? 0);
    }
  }

  /** A text with the NUL at its end that the kernel asks for. */
  text(type: number, value: string): void {
    this.bytes(type, Buffer.from(`${value}\0`));
  }

  /** All finished messages, as a copy of their own; the writer is empty then. */
  take(): Uint8Array {
    const messages = this.#bytes.slice(0, this.#finished);
    this.#length = 0;
    this.#finished = 0;
    return messages;
  }

  /** Makes room for an attribute, which may move the buffer, and writes its header; answers where the value goes. */
  #attribute(type: number, valueBytes: number): number {
    const length = ATTRIBUTE_HEADER_BYTES + valueBytes;
    const at = this.#grow(align4(length));
    this.#view.setUint16(at, length, true);
    this.#view.setUint16(at + 2, type, true);
    return at + ATTRIBUTE_HEADER_BYTES;
  }

  /** Adds zeroed bytes; answers where they begin. */
  #grow(bytes: number): number {
    const at = this.#length;
    const length = at + bytes;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#bytes.fill(0, at, length);
    this.#length = length;
    return at;
  }
}
