import type { FlowEventKind, GapCause } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, COLUMNS, READ_AT, SEGMENT_ROWS } from './columns.ts';
import { EventCounts } from './event-rates.ts';

/** How many entries are kept: as many as a segment has rows, so that filters work on them as on flows. */
export const LOG_ENTRIES = SEGMENT_ROWS;

/** Columns that an entry has beside those of a flow. What it is: {@link EntryKind}. */
export const ENTRY = COLUMNS;
/** Milliseconds since the table was made. */
export const AT = COLUMNS + 1;
/** The PRESENT word before an update; 0 when the flow was not known. */
export const PRESENT_BEFORE = COLUMNS + 2;
/** The words of {@link WATCHED} before an update. */
export const BEFORE = COLUMNS + 3;
/** What updates are compared in. */
export const WATCHED = [
  Row.STATUS,
  Row.STATE,
  Row.MARK,
  Row.HELPER,
  ...Array.from({ length: Row.LABEL_WORDS }, (_, word) => Row.LABELS + word),
];
const LOG_COLUMNS = BEFORE + WATCHED.length;

/** Gaps have no flow; these take the place of the first two words before. When it was repaired, 0 until then. */
export const REPAIRED_AT = BEFORE;
/** How often the kernel said that events were lost. */
export const LOSSES = BEFORE + 1;

export const EntryKind = {
  new: 1,
  updated: 2,
  destroyed: 3,
  overrun: 4,
  disconnected: 5,
  injection: 6,
  deletion: 7,
} as const;

/**
 * The last {@link LOG_ENTRIES} events in columns, laid out as a segment of the flow table, with a gap wherever events
 * were lost. No object is made for an event.
 */
export class EventLog {
  readonly counts: EventCounts;
  /** The number of the entry that comes next: how many there have been. */
  next = 0;
  /** Allocated with the first entry: many tables of tests never see one. */
  segment = new Uint32Array(0);
  readonly #now: () => number;
  readonly #madeAt: number;
  /** What is being updated was like this before. */
  readonly #before = new Uint32Array(WATCHED.length);
  #presentBefore = 0;
  /** The first gap that no listing has made good for; null when there is none. */
  #unrepairedFrom: number | null = null;

  /** `now`: milliseconds since the table was made, which was `madeAt` milliseconds after the epoch. */
  constructor(now: () => number, madeAt: number) {
    this.#now = now;
    this.#madeAt = madeAt;
    this.counts = new EventCounts(madeAt);
  }

  /** The oldest entry that is still there. */
  get oldest(): number {
    return Math.max(0, this.next - LOG_ENTRIES);
  }

  /** One word of an entry. */
  word(sequence: number, column: number): number {
    return this.segment[column * COLUMN_STRIDE + (sequence % LOG_ENTRIES)] ?? 0;
  }

  /** Remembers a row as it is before an update changes it. */
  keep(segment: Uint32Array, at: number): void {
    for (let index = 0; index < WATCHED.length; index++) {
      this.#before[index] = segment[(WATCHED[index] ?? 0) * COLUMN_STRIDE + at] ?? 0;
    }
    this.#presentBefore = segment[Row.PRESENT * COLUMN_STRIDE + at] ?? 0;
  }

  /** Notes an event, with the flow as it left it: word w of the flow is `words[at + w * stride]`. */
  note(kind: FlowEventKind, words: Uint32Array, at: number, stride: number): void {
    const now = this.#now();
    const place = this.#begin(EntryKind[kind], now);
    const { segment } = this;
    for (
      let word = 0, to = place, from = at;
      word < Row.RECORD_WORDS;
      word++, to += COLUMN_STRIDE, from += stride
    ) {
      segment[to] = words[from] ?? 0;
    }
    segment[READ_AT * COLUMN_STRIDE + place] = now;
    segment[PRESENT_BEFORE * COLUMN_STRIDE + place] = this.#presentBefore;
    for (let index = 0; index < WATCHED.length; index++) {
      segment[(BEFORE + index) * COLUMN_STRIDE + place] = this.#before[index] ?? 0;
    }
    this.#presentBefore = 0;
    this.counts.add(kind, this.#madeAt + now);
  }

  /** Notes that events are missing. Losses without an event between are one gap. What was not listened to is not lost. */
  noteGap(cause: GapCause): void {
    const now = this.#now();
    if (cause === 'overrun' || cause === 'disconnected') this.counts.add('lost', this.#madeAt + now);
    const last = this.next - 1;
    if (last >= 0 && this.word(last, ENTRY) === EntryKind[cause] && this.word(last, REPAIRED_AT) === 0) {
      this.#set(last, LOSSES, this.word(last, LOSSES) + 1);
      return;
    }
    const place = this.#begin(EntryKind[cause], now);
    // No filter looks at a gap's flow, but none of the flow that stood here before may be left.
    for (let column = 0; column < COLUMNS; column++) this.segment[column * COLUMN_STRIDE + place] = 0;
    this.#set(this.next - 1, REPAIRED_AT, 0);
    this.#set(this.next - 1, LOSSES, 1);
    this.#unrepairedFrom ??= this.next - 1;
  }

  /** A listing made good for every gap so far. */
  repairGaps(): void {
    if (this.#unrepairedFrom === null) return;
    const now = this.#now();
    for (let sequence = Math.max(this.#unrepairedFrom, this.oldest); sequence < this.next; sequence++) {
      if (this.word(sequence, ENTRY) < EntryKind.overrun) continue;
      if (this.word(sequence, REPAIRED_AT) === 0) this.#set(sequence, REPAIRED_AT, now);
    }
    this.#unrepairedFrom = null;
  }

  /** Takes the place of the oldest entry. */
  #begin(entry: number, now: number): number {
    if (this.segment.length === 0) this.segment = new Uint32Array(LOG_COLUMNS * COLUMN_STRIDE);
    const place = this.next % LOG_ENTRIES;
    this.next++;
    this.segment[ENTRY * COLUMN_STRIDE + place] = entry;
    this.segment[AT * COLUMN_STRIDE + place] = now;
    return place;
  }

  #set(sequence: number, column: number, value: number): void {
    this.segment[column * COLUMN_STRIDE + (sequence % LOG_ENTRIES)] = value;
  }
}
