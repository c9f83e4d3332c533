import type { FlowEventKind, GapCause } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, COLUMNS, READ_AT, SEGMENT_ROWS } from './columns.ts';
import { EventCounts } from './event-rates.ts';
import type { TableClock } from './table-clock.ts';

/** How many entries are kept: as many as a segment has rows, so that filters work on them as on flows. */
export const LOG_ENTRIES = SEGMENT_ROWS;

/** Columns that an entry has beside those of a flow. What it is: {@link EntryKind}. */
export const ENTRY = COLUMNS;
/** When it came, in milliseconds since the epoch: two words, high before low. What was read then is not dated anew. */
export const AT = COLUMNS + 1;
/** The PRESENT word before an update; 0 when the flow was not known. */
export const PRESENT_BEFORE = COLUMNS + 3;
/** The words of {@link WATCHED} before an update. */
export const BEFORE = COLUMNS + 4;
/** What updates are compared in. */
export const WATCHED = [
  Row.STATUS,
  Row.STATE,
  Row.MARK,
  Row.HELPER,
  ...Array.from({ length: Row.LABEL_WORDS }, (_, word) => Row.LABELS + word),
];
const LOG_COLUMNS = BEFORE + WATCHED.length;

/** Gaps have no flow; these take the place of the first words before. When it was repaired, as {@link AT}; 0 until then. */
export const REPAIRED_AT = BEFORE;
/** How often the kernel said that events were lost. */
export const LOSSES = BEFORE + 2;

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
  readonly #clock: TableClock;
  /** What is being updated was like this before. */
  readonly #before = new Uint32Array(WATCHED.length);
  #presentBefore = 0;
  /** The first gap that no listing has made good for; null when there is none. */
  #unrepairedFrom: number | null = null;

  constructor(clock: TableClock) {
    this.#clock = clock;
    this.counts = new EventCounts(clock.date());
  }

  /** The oldest entry that is still there. */
  get oldest(): number {
    return Math.max(0, this.next - LOG_ENTRIES);
  }

  /** One word of an entry. */
  word(sequence: number, column: number): number {
    return this.segment[column * COLUMN_STRIDE + (sequence % LOG_ENTRIES)] ?? 0;
  }

  /** A date of an entry: {@link AT} or {@link REPAIRED_AT}. */
  date(sequence: number, column: number): number {
    return this.word(sequence, column) * 0x1_0000_0000 + this.word(sequence, column + 1);
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
    const date = this.#clock.date();
    const place = this.#begin(EntryKind[kind], date);
    const { segment } = this;
    for (
      let word = 0, to = place, from = at;
      word < Row.RECORD_WORDS;
      word++, to += COLUMN_STRIDE, from += stride
    ) {
      segment[to] = words[from] ?? 0;
    }
    segment[READ_AT * COLUMN_STRIDE + place] = this.#clock.now();
    segment[PRESENT_BEFORE * COLUMN_STRIDE + place] = this.#presentBefore;
    for (let index = 0; index < WATCHED.length; index++) {
      segment[(BEFORE + index) * COLUMN_STRIDE + place] = this.#before[index] ?? 0;
    }
    this.#presentBefore = 0;
    this.counts.add(kind, date);
  }

  /** Notes that events are missing. Losses without an event between are one gap. What was not listened to is not lost. */
  noteGap(cause: GapCause): void {
    const date = this.#clock.date();
    if (cause === 'overrun' || cause === 'disconnected') this.counts.add('lost', date);
    const last = this.next - 1;
    if (last >= 0 && this.word(last, ENTRY) === EntryKind[cause] && this.date(last, REPAIRED_AT) === 0) {
      this.#set(last, LOSSES, this.word(last, LOSSES) + 1);
      return;
    }
    const place = this.#begin(EntryKind[cause], date);
    // No filter looks at a gap's flow, but none of the flow that stood here before may be left.
    for (let column = 0; column < COLUMNS; column++) this.segment[column * COLUMN_STRIDE + place] = 0;
    this.#setDate(this.next - 1, REPAIRED_AT, 0);
    this.#set(this.next - 1, LOSSES, 1);
    this.#unrepairedFrom ??= this.next - 1;
  }

  /** A listing made good for every gap so far. */
  repairGaps(): void {
    if (this.#unrepairedFrom === null) return;
    const date = this.#clock.date();
    for (let sequence = Math.max(this.#unrepairedFrom, this.oldest); sequence < this.next; sequence++) {
      if (this.word(sequence, ENTRY) < EntryKind.overrun) continue;
      if (this.date(sequence, REPAIRED_AT) === 0) this.#setDate(sequence, REPAIRED_AT, date);
    }
    this.#unrepairedFrom = null;
  }

  /** Takes the place of the oldest entry. */
  #begin(entry: number, date: number): number {
    if (this.segment.length === 0) this.segment = new Uint32Array(LOG_COLUMNS * COLUMN_STRIDE);
    const place = this.next % LOG_ENTRIES;
    this.next++;
    this.segment[ENTRY * COLUMN_STRIDE + place] = entry;
    this.#setDate(this.next - 1, AT, date);
    return place;
  }

  #setDate(sequence: number, column: number, date: number): void {
    this.#set(sequence, column, Math.floor(date / 0x1_0000_0000));
    this.#set(sequence, column + 1, date >>> 0);
  }

  #set(sequence: number, column: number, value: number): void {
    this.segment[column * COLUMN_STRIDE + (sequence % LOG_ENTRIES)] = value;
  }
}
