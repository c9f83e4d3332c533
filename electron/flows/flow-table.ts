import type { FlowEventKind } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { type EventSink, Present } from '../../shared/flow-record.ts';
import {
  CHANGED_AT,
  COLUMN_STRIDE,
  COUNTED_AT,
  GONE_AT,
  HASH,
  NEW_AT,
  newSegment,
  RATE,
  READ_AT,
  ROW_MASK,
  SEEN,
  SEGMENT_ROWS,
  SEGMENT_SHIFT,
  setWord,
  TIMES,
  TOLD,
  word,
} from './columns.ts';
import { EventLog } from './event-log.ts';
import type { FilterBasis } from './filter-fields.ts';
import { Ghosts } from './ghosts.ts';
import { Listing, Reading } from './reading.ts';
import { mergeRow, updateRow, writeRecord } from './row-update.ts';
import { RowsInUse } from './rows-in-use.ts';
import { movedBack, TableClock } from './table-clock.ts';
import { hashIdentity, TupleIndex } from './tuple-index.ts';
import { ZoneCounts } from './zone-usage.ts';

/** How long a flow that went is still shown, milliseconds. */
export const GHOST_MS = 3000;
/** So many ghosts at most are looked at in one sweep: a million that went at once must not hold up anything. */
const SWEPT_ROWS = 50_000;

/** One less than how many rows are looked at between two pauses, a power of two. */
const ENDED_ROWS = 0x3fff;

/** Parts in which what was read before an event may be behind it. */
const EVENT_OWNED =
  Present.status | Present.state | Present.timeout | Present.mark | Present.helper | Present.labels;

/**
 * Every flow of one conntrack table in columns, found by original tuple and zones. Decoders put records; rows are
 * reused when their flow is gone.
 *
 * What events tell and what is read from the kernel are reconciled here: the table takes events as they come, and what
 * a {@link Reading} finds as far as no event has told more since it began.
 */
export class FlowTable implements EventSink {
  readonly record = new Uint32Array(Row.RECORD_WORDS);
  readonly segments: Uint32Array[] = [];
  readonly clock: TableClock;
  readonly zones: ZoneCounts;
  /** Told of every row whose flow is seen to be gone, while the row still holds it. */
  readonly goneWatchers = new Set<(row: number) => void>();
  /** Told of every row that is put to use for a flow, another than it held before if any. */
  readonly useWatchers = new Set<(row: number) => void>();
  /** What the kernel told of its own accord, as it came. */
  readonly events: EventLog;
  /** Texts by number; number 0 is none. */
  readonly texts: string[] = [''];
  /** Moves with every change that a reader could see. */
  version = 0;
  /** Flows in the table, ghosts not counted. */
  flows = 0;
  /** Flows that events or readings showed to be new or gone since the table was made. */
  appeared = 0;
  vanished = 0;
  /** Rows ever used; row numbers are below it. */
  rowsUsed = 0;
  /** Which of them hold a flow, or one that went and is still shown. */
  readonly rows = new RowsInUse();

  readonly #index = new TupleIndex(this.segments);
  readonly #textNumbers = new Map<string, number>();
  readonly #freeRows: number[] = [];
  readonly #ghosts = new Ghosts();
  /** How many readings have begun, and the numbers of those that have not ended. */
  #readings = 0;
  readonly #underWay = new Set<number>();
  #wasListed = false;

  /** `clock` stands for both clocks of the table. */
  constructor(clock?: () => number) {
    this.clock = new TableClock(clock);
    this.zones = new ZoneCounts(() => this.now());
    this.events = new EventLog(this.clock);
  }

  /** Whether rows of flows that went are still shown. */
  get hasGhosts(): boolean {
    return !this.#ghosts.isEmpty;
  }

  /** Filters look at it as of now: ages and times left stand still. */
  get filterBasis(): FilterBasis {
    const [now, date] = [this.now(), this.clock.date()];
    return { texts: this.texts, moment: () => now, date: () => date };
  }

  /** The moment that rows keep: milliseconds, from 1 on (see {@link TableClock}). */
  now(): number {
    return this.clock.now();
  }

  intern(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.#textNumbers.set(text, number);
    return number;
  }

  /** Begins to read some flows; to be ended. */
  read(): Reading {
    return new Reading(this, this.#beginReading());
  }

  /** Begins to read the whole table; to be ended. */
  list(): Listing {
    return new Listing(this, this.#beginReading());
  }

  /** Takes what an event tells. */
  put(kind: FlowEventKind): void {
    const { record } = this;
    const hash = hashIdentity(record);
    const row = this.#index.find(record, hash);
    this.version++;
    if (row === -1) {
      this.#tellMark();
      this.events.note(kind, record, 0, 1);
      if (kind !== 'destroyed') this.#insert(hash, this.#readings, kind);
      // Its ghost keeps a reading that found the flow before it ended from taking it in.
      else if (this.#underWay.size > 0) this.#retire(this.#insert(hash, this.#readings, kind));
      return;
    }
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    const isGhost = word(segment, at, GONE_AT) !== 0;
    if (isGhost || word(segment, at, Row.ID) !== record[Row.ID]) {
      this.#tellMark();
      this.events.note(kind, record, 0, 1);
      this.#putOtherLife(kind, row, isGhost);
      return;
    }
    if (kind === 'destroyed') {
      this.#retire(row);
      // Its last counters come with the event that ends it.
      mergeRow(record, segment, at, (record[Row.PRESENT] ?? 0) & ~Present.status);
    } else {
      this.events.keep(segment, at);
      this.#update(segment, at, record[Row.PRESENT] ?? 0);
      setWord(segment, at, SEEN, this.#readings);
      setWord(segment, at, TOLD, this.#readings);
    }
    this.events.note(kind, segment, at, COLUMN_STRIDE);
  }

  /** Takes what reading number `reading` found. Answers whether that is news. */
  take(reading: number): boolean {
    const { record } = this;
    const hash = hashIdentity(record);
    const row = this.#index.find(record, hash);
    if (row === -1) {
      this.#insert(hash, reading, 'read');
      this.version++;
      return true;
    }
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    const isBehind = word(segment, at, TOLD) >= reading;
    const isGhost = word(segment, at, GONE_AT) !== 0;
    if (isGhost || word(segment, at, Row.ID) !== record[Row.ID]) {
      if (isBehind) return false;
      if (!isGhost) this.#retire(row);
      this.#begin(segment, at, reading, 'read');
      this.version++;
      return true;
    }
    this.version++;
    setWord(segment, at, SEEN, Math.max(word(segment, at, SEEN), reading));
    const present = record[Row.PRESENT] ?? 0;
    if (isBehind) return this.#update(segment, at, present & ~EVENT_OWNED);
    // Unlike an event, a reading says all there is.
    return this.#update(segment, at, present, word(segment, at, Row.PRESENT) & ~present);
  }

  /** A reading did not find the life that a row may hold. */
  miss(row: number, id: number, reading: number): void {
    const isKnownBetter = this.word(row, TOLD) >= reading || this.word(row, SEEN) > reading;
    const isAlive = this.word(row, Row.KIND) !== 0 && this.word(row, GONE_AT) === 0;
    if (isKnownBetter || !isAlive || this.word(row, Row.ID) !== id) return;
    this.#retire(row, reading);
    this.version++;
  }

  /**
   * Ends the flows that nothing has told of since a reading of the whole table began, with pauses: events may come in
   * them. Answers how many they are.
   */
  *endUnseen(reading: number): Generator<undefined, number> {
    this.#wasListed = true;
    let ended = 0;
    for (let row = 0; row < this.rowsUsed; row++) {
      if ((row & ENDED_ROWS) === ENDED_ROWS) yield;
      const segment = this.#segment(row);
      const at = row & ROW_MASK;
      if (word(segment, at, SEEN) >= reading) continue;
      if (segment[at] === 0 || word(segment, at, GONE_AT) !== 0) continue;
      this.#retire(row, reading);
      this.version++;
      ended++;
    }
    return ended;
  }

  endReading(reading: number): void {
    this.#underWay.delete(reading);
  }

  /** Frees rows of flows that went long enough ago; to be called a few times a second. */
  sweep(): void {
    this.#setClockBack();
    const before = this.now() - GHOST_MS;
    const oldest = Math.min(...this.#underWay);
    this.#ghosts.takeWhile(SWEPT_ROWS, (row, goneAt) => {
      // The flow came back in the meantime: the row is in use, or the ghost of a later life.
      if (this.word(row, GONE_AT) !== goneAt) return true;
      // A reading that began before may still find it, and must not bring it back.
      if (goneAt > before || this.word(row, TOLD) >= oldest) return false;
      this.#free(row);
      return true;
    });
  }

  /** The row of the identity in `record`; -1 when there is none or only a ghost. */
  findLive(): number {
    const row = this.#index.find(this.record, hashIdentity(this.record));
    return row !== -1 && this.word(row, GONE_AT) === 0 ? row : -1;
  }

  /** One word of a row. */
  word(row: number, column: number): number {
    return this.segments[row >>> SEGMENT_SHIFT]?.[column * COLUMN_STRIDE + (row & ROW_MASK)] ?? 0;
  }

  #beginReading(): number {
    this.#underWay.add(++this.#readings);
    return this.#readings;
  }

  #segment(row: number): Uint32Array {
    const segment = this.segments[row >>> SEGMENT_SHIFT];
    if (segment === undefined) throw new RangeError(`row ${row} is outside the table`);
    return segment;
  }

  /**
   * The kernel leaves a mark of 0 out of its events unless it has just been set (ctnetlink_conntrack_event), so of a life of which
   * nothing is known, an event without one tells that it is 0. Where a mark is known it stays: some releases of
   * Linux 6.1 left others out too. Listings name every mark, and take this one back where the kernel was built without marks.
   */
  #tellMark(): void {
    this.record[Row.PRESENT] = (this.record[Row.PRESENT] ?? 0) | Present.mark;
  }

  /** An event about another life than the one in a row, or about one that went. */
  #putOtherLife(kind: FlowEventKind, row: number, isGhost: boolean): void {
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    if (isGhost && kind !== 'new') {
      // What came too late to be about a life of its own: the same went, or one that came and went unnoticed.
      const isSame = word(segment, at, Row.ID) === this.record[Row.ID];
      if (kind === 'destroyed') setWord(segment, at, TOLD, this.#readings);
      if (kind === 'destroyed' || isSame) return;
    }
    // The end of an earlier life must not end the present one.
    if (kind === 'destroyed') return;
    if (!isGhost) this.#retire(row);
    this.#begin(segment, at, this.#readings, kind);
  }

  #insert(hash: number, reading: number, kind: FlowEventKind | 'read'): number {
    let row = this.#freeRows.pop();
    if (row === undefined) {
      row = this.rowsUsed++;
      if (row >>> SEGMENT_SHIFT === this.segments.length) this.segments.push(newSegment());
    }
    this.rows.add(row);
    for (const watch of this.useWatchers) watch(row);
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    setWord(segment, at, HASH, hash);
    this.#index.add(row, hash);
    this.#begin(segment, at, reading, kind);
    return row;
  }

  /** Writes a new life into a row. */
  #begin(segment: Uint32Array, at: number, reading: number, kind: FlowEventKind | 'read'): void {
    const { record } = this;
    writeRecord(record, segment, at);
    const now = this.now();
    const isNews = kind === 'new' || (kind === 'read' && this.#wasListed);
    const isCounted = ((record[Row.PRESENT] ?? 0) & Present.counters) !== 0;
    const zones = record[Row.ZONES] ?? 0;
    setWord(segment, at, READ_AT, now);
    setWord(segment, at, NEW_AT, isNews ? now : 0);
    setWord(segment, at, GONE_AT, 0);
    setWord(segment, at, SEEN, reading);
    setWord(segment, at, TOLD, kind === 'read' ? 0 : reading);
    setWord(segment, at, RATE, 0);
    setWord(segment, at, CHANGED_AT, 0);
    setWord(segment, at, COUNTED_AT, isCounted ? now : 0);
    this.flows++;
    this.zones.add(zones, ((record[Row.KIND] ?? 0) >>> 8) & 0xff, record[Row.STATUS] ?? 0);
    if (isNews) {
      this.appeared++;
      this.zones.tally(zones, true);
    }
  }

  /** Ends the flow of a row; `reading`: since when that has been known. */
  #retire(row: number, reading: number = this.#readings): void {
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    const zones = word(segment, at, Row.ZONES);
    const now = this.now();
    this.zones.remove(zones, (word(segment, at, Row.KIND) >>> 8) & 0xff, word(segment, at, Row.STATUS));
    this.zones.tally(zones, false);
    this.flows--;
    this.vanished++;
    for (const watch of this.goneWatchers) watch(row);
    setWord(segment, at, GONE_AT, now);
    setWord(segment, at, TOLD, reading);
    this.#ghosts.add(row, now);
  }

  #free(row: number): void {
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    this.#index.remove(row, word(segment, at, HASH));
    segment[at] = 0;
    setWord(segment, at, GONE_AT, 0);
    this.rows.remove(row);
    this.#freeRows.push(row);
    this.version++;
  }

  /** Takes the parts that are `present` from the record. Answers whether that is news. */
  #update(segment: Uint32Array, at: number, present: number, absent = 0): boolean {
    const before = word(segment, at, Row.STATUS);
    const isNews = updateRow(this.record, segment, at, this.now(), present, absent);
    const after = word(segment, at, Row.STATUS);
    if (after !== before) this.zones.change(word(segment, at, Row.ZONES), before, after);
    return isNews;
  }

  /** Sets the clock back before its moments take more than 32 bits: once in weeks, one pass over the times of all rows. */
  #setClockBack(): void {
    const by = this.clock.setBack();
    if (by === 0) return;
    for (const segment of this.segments) {
      for (const time of TIMES) {
        for (let at = 0; at < SEGMENT_ROWS; at++)
          setWord(segment, at, time, movedBack(word(segment, at, time), by));
      }
    }
    this.#ghosts.moveBack(by);
    this.zones.moveBack(by);
  }
}
