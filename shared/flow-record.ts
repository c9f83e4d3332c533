/**
 * A flow as 32-bit words: the row layout that decoders write and the flow table stores, one column per word.
 *
 * Addresses take four words, most significant first; IPv4 uses the first and leaves the rest 0, so that IPv4
 * sorts by value. 64-bit counters take two words, high before low.
 */
import type { FlowEventKind } from './flow-event.ts';

/** Address family (4 or 6) in bits 0–7, protocol number in bits 8–15. */
export const KIND = 0;
/** Original direction's zone in the high half, reply direction's in the low half. */
export const ZONES = 1;
export const ORIG_SRC = 2;
export const ORIG_DST = 6;
/** Ports or GRE keys: source high, destination low. ICMP: id high, then type, then code. */
export const ORIG_L4 = 10;
export const REPLY_SRC = 11;
export const REPLY_DST = 15;
export const REPLY_L4 = 19;
export const STATUS = 20;
export const ID = 21;
/** Which of the words below (and of the ports above) mean something: {@link Present} bits. */
export const PRESENT = 22;
/** TCP, SCTP or DCCP state by the kernel's number. */
export const STATE = 23;
/** Seconds left when the kernel said so. */
export const TIMEOUT = 24;
export const MARK = 25;
export const USE = 26;
export const ORIG_PACKETS = 27;
export const ORIG_BYTES = 29;
export const REPLY_PACKETS = 31;
export const REPLY_BYTES = 33;
/** Nanoseconds since the Unix epoch. */
export const STARTED = 35;
/** Number of the helper's name in the sink's list of texts. */
export const HELPER = 37;
/** The 128 label bits, bit 127 first; in all four words 0 when the flow has none. */
export const LABELS = 38;
export const LABEL_WORDS = 4;

/** How many words a record has. */
export const RECORD_WORDS = 42;
/** Words 0 to 10 are the identity: original tuple and zones. */
export const IDENTITY_WORDS = 11;

/** Bits of the {@link PRESENT} word: parts that the kernel sent. */
export const Present = {
  l4: 1 << 0,
  state: 1 << 1,
  timeout: 1 << 2,
  mark: 1 << 3,
  use: 1 << 4,
  counters: 1 << 5,
  started: 1 << 6,
  helper: 1 << 7,
  labels: 1 << 8,
  status: 1 << 9,
  reply: 1 << 10,
} as const;

/** Words that mean something only with their PRESENT bit, and are 0 without it: bit, first word, how many. */
export const OPTIONAL_WORDS: readonly (readonly [bit: number, word: number, count: number])[] = [
  [Present.reply, REPLY_SRC, 9],
  [Present.status, STATUS, 1],
  [Present.state, STATE, 1],
  [Present.timeout, TIMEOUT, 1],
  [Present.mark, MARK, 1],
  [Present.use, USE, 1],
  [Present.counters, ORIG_PACKETS, 8],
  [Present.started, STARTED, 2],
  [Present.helper, HELPER, 1],
  [Present.labels, LABELS, LABEL_WORDS],
];

/** Where decoders write flows down, one at a time: no object is made for a flow. */
export interface FlowRecords {
  /** One record of {@link RECORD_WORDS} words, reused for every flow. */
  readonly record: Uint32Array;
  /** The number of a text (a helper's name) to store in a record. */
  intern(text: string): number;
}

/** Takes flows that are read from the table. Each is put once it is in the record, and copied before `put` returns. */
export interface FlowSink extends FlowRecords {
  put(): void;
}

/** Takes flows that events tell of. Absent parts (see {@link Present}) of an update leave the known values as they are. */
export interface EventSink extends FlowRecords {
  put(kind: FlowEventKind): void;
}
