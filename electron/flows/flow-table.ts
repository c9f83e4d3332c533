import * as Row from '../../shared/flow-record.ts';
import { type FlowSink, Present, type RecordKind } from '../../shared/flow-record.ts';
import {
  CHANGED_AT,
  COLUMN_STRIDE,
  COUNTED_AT,
  GONE_AT,
  HASH,
  LISTING,
  NEW_AT,
  newSegment,
  RATE,
  READ_AT,
  ROW_MASK,
  SEGMENT_SHIFT,
  TOUCHED,
} from './columns.ts';
import { EventLog } from './event-log.ts';
import { RowsInUse } from './rows-in-use.ts';
import { hashIdentity, TupleIndex } from './tuple-index.ts';
import { ZoneCounts } from './zone-usage.ts';

/** How long a flow that went is still shown, milliseconds. */
export const GHOST_MS = 3000;
/** A flow that ends this much later than it was to end was renewed. The kernel gives whole seconds, so less says nothing. */
const RENEWED_MS = 2000;
/** Two readings closer together than this tell no rate. */
const SHORTEST_READING_MS = 200;
/** So many ghosts at most are looked at in one sweep: a million that went at once must not hold up anything. */
const SWEPT_ROWS = 50_000;

/** Parts in which a listing that was read before an event may be behind it. */
const EVENT_OWNED = Present.status | Present.state | Present.mark;

/**
 * Every flow of one conntrack table in columns, found by original tuple and zones. Decoders put records; rows are
 * reused when their flow is gone.
 *
 * Listings and events are reconciled here: `beginListing`, put what the kernel lists while events go on being put,
 * `endListing`: flows that neither a listing nor an event knows any more are gone then.
 */
export class FlowTable implements FlowSink {
  readonly record = new Uint32Array(Row.RECORD_WORDS);
  readonly segments: Uint32Array[] = [];
  readonly zones = new ZoneCounts(() => this.now());
  /** Told of every row whose flow is seen to be gone, while the row still holds it. */
  readonly goneWatchers = new Set<(row: number) => void>();
  /** What the kernel told of its own accord, as it came. */
  readonly events: EventLog;
  /** Texts by number; number 0 is none. */
  readonly texts: string[] = [''];
  /** Milliseconds since the epoch when the table was made, when `now` stood at 1. */
  readonly madeAt: number;
  /** Moves with every change that a reader could see. */
  version = 0;
  /** Flows in the table, ghosts not counted. */
  flows = 0;
  /** Flows that events or listings showed to be new or gone since the table was made. */
  appeared = 0;
  vanished = 0;
  /** Flows that the present or last listing has put so far. */
  listed = 0;
  /** Those of them of which it told something that was not known yet, besides that time passes. */
  news = 0;
  /** Rows ever used; row numbers are below it. */
  rowsUsed = 0;
  /** Which of them hold a flow, or one that went and is still shown. */
  readonly rows = new RowsInUse();

  /** Milliseconds since the epoch, for what the kernel dates. */
  readonly wallClock: () => number;

  /** Milliseconds of a clock that nobody sets: a jump of the other one must not touch times that pass. */
  readonly #steadyClock: () => number;
  readonly #startedAt: number;
  readonly #index = new TupleIndex(this.segments);
  readonly #textNumbers = new Map<string, number>();
  readonly #freeRows: number[] = [];
  /** Rows of flows that went, in the order they did, from `#ghostsFrom` on. */
  #ghosts: number[] = [];
  #ghostsFrom = 0;
  #listing = 1;
  #isListing = false;
  #isFirstListing = true;

  /** `clock` stands for both clocks. */
  constructor(clock?: () => number) {
    this.wallClock = clock ?? Date.now;
    this.#steadyClock = clock ?? (() => performance.now());
    this.madeAt = this.wallClock() - 1;
    this.#startedAt = this.#steadyClock() - 1;
    this.events = new EventLog(() => this.now(), this.madeAt);
  }

  /** Whether rows of flows that went are still shown. */
  get hasGhosts(): boolean {
    return this.#ghosts.length > this.#ghostsFrom;
  }

  /** Milliseconds since the table was made, from 1 on. */
  now(): number {
    return Math.floor(this.#steadyClock() - this.#startedAt);
  }

  intern(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.#textNumbers.set(text, number);
    return number;
  }

  put(kind: RecordKind): void {
    const { record } = this;
    const hash = hashIdentity(record);
    const row = this.#index.find(record, hash);
    if (kind === 'listed') this.listed++;
    if (row === -1) {
      if (kind !== 'listed') this.events.note(kind, record, 0, 1);
      if (kind === 'destroyed' && !this.#isListing) return;
      const inserted = this.#insert(hash, kind);
      // A listing that read the flow before the event that ended it must find its ghost, or would bring it back.
      if (kind === 'destroyed') this.#retire(inserted, this.#segment(inserted), inserted & ROW_MASK);
      this.version++;
      return;
    }
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    const isGhost = segment[GONE_AT * COLUMN_STRIDE + at] !== 0;
    const sameLife = segment[Row.ID * COLUMN_STRIDE + at] === record[Row.ID];
    if (kind !== 'listed' && (isGhost || !sameLife)) this.events.note(kind, record, 0, 1);
    if (kind === 'destroyed') {
      if (isGhost && this.#isListing) {
        // Another life came and went unnoticed: the listing must not bring that one back either.
        segment[Row.ID * COLUMN_STRIDE + at] = record[Row.ID] ?? 0;
        segment[LISTING * COLUMN_STRIDE + at] = this.#listing;
      }
      // An event about an earlier life must not end the present one.
      if (isGhost || !sameLife) return;
      this.#retire(row, segment, at);
      // Its last counters come with the event that ends it.
      this.#merge(segment, at, (record[Row.PRESENT] ?? 0) & ~Present.status);
      this.events.note(kind, segment, at, COLUMN_STRIDE);
    } else if (isGhost) {
      // The listing may have read the flow before the event that ended it.
      if (kind === 'listed' && sameLife && segment[LISTING * COLUMN_STRIDE + at] === this.#listing) return;
      this.#begin(segment, at, kind);
    } else if (!sameLife) {
      this.#retire(row, segment, at);
      this.#begin(segment, at, kind);
    } else {
      if (kind === 'updated') this.events.keep(segment, at);
      this.#update(segment, at, kind);
      if (kind !== 'listed') this.events.note(kind, segment, at, COLUMN_STRIDE);
    }
    this.version++;
  }

  /** Starts to take stock. */
  beginListing(): void {
    this.#listing++;
    this.listed = 0;
    this.news = 0;
    this.#isListing = true;
  }

  /** Ends it. Only a `complete` listing can tell that a flow is gone. */
  endListing(complete: boolean): void {
    this.#isListing = false;
    if (!complete) return;
    this.#isFirstListing = false;
    for (let row = 0; row < this.rowsUsed; row++) {
      const segment = this.#segment(row);
      const at = row & ROW_MASK;
      if (segment[LISTING * COLUMN_STRIDE + at] === this.#listing) continue;
      if (segment[Row.KIND * COLUMN_STRIDE + at] === 0 || segment[GONE_AT * COLUMN_STRIDE + at] !== 0)
        continue;
      this.#retire(row, segment, at);
      this.news++;
      this.version++;
    }
  }

  /** Takes note that the flow of a row is gone, which a reading of its part of the table has shown. */
  endRow(row: number): void {
    this.#retire(row, this.#segment(row), row & ROW_MASK);
    this.version++;
  }

  /** Frees rows of flows that went long enough ago; to be called a few times a second. */
  sweep(): void {
    const before = this.now() - GHOST_MS;
    const end = Math.min(this.#ghosts.length, this.#ghostsFrom + SWEPT_ROWS);
    for (; this.#ghostsFrom < end; this.#ghostsFrom++) {
      const row = this.#ghosts[this.#ghostsFrom] ?? 0;
      const segment = this.#segment(row);
      const at = row & ROW_MASK;
      const goneAt = segment[GONE_AT * COLUMN_STRIDE + at] ?? 0;
      // 0: the flow came back in the meantime and the row is in use.
      if (goneAt === 0) continue;
      if (goneAt > before) break;
      // The listing under way may still carry it, and must not bring it back.
      if (this.#isListing && segment[LISTING * COLUMN_STRIDE + at] === this.#listing) break;
      this.#index.remove(row, segment[HASH * COLUMN_STRIDE + at] ?? 0);
      segment[Row.KIND * COLUMN_STRIDE + at] = 0;
      segment[GONE_AT * COLUMN_STRIDE + at] = 0;
      this.rows.remove(row);
      this.#freeRows.push(row);
      this.version++;
    }
    if (this.#ghostsFrom * 2 > this.#ghosts.length) {
      this.#ghosts = this.#ghosts.slice(this.#ghostsFrom);
      this.#ghostsFrom = 0;
    }
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

  #segment(row: number): Uint32Array {
    const segment = this.segments[row >>> SEGMENT_SHIFT];
    if (segment === undefined) throw new RangeError(`row ${row} is outside the table`);
    return segment;
  }

  #insert(hash: number, kind: RecordKind): number {
    let row = this.#freeRows.pop();
    if (row === undefined) {
      row = this.rowsUsed++;
      if (row >>> SEGMENT_SHIFT === this.segments.length) this.segments.push(newSegment());
    }
    this.rows.add(row);
    const segment = this.#segment(row);
    const at = row & ROW_MASK;
    segment[HASH * COLUMN_STRIDE + at] = hash;
    this.#index.add(row, hash);
    this.#begin(segment, at, kind);
    return row;
  }

  /** Writes a new life into a row. */
  #begin(segment: Uint32Array, at: number, kind: RecordKind): void {
    const { record } = this;
    for (let word = 0, place = at; word < Row.RECORD_WORDS; word++, place += COLUMN_STRIDE) {
      put(segment, place, record[word] ?? 0);
    }
    const now = this.now();
    const isNews = kind === 'new' || (kind === 'listed' && !this.#isFirstListing);
    const isCounted = ((record[Row.PRESENT] ?? 0) & Present.counters) !== 0;
    const zones = record[Row.ZONES] ?? 0;
    segment[READ_AT * COLUMN_STRIDE + at] = now;
    put(segment, NEW_AT * COLUMN_STRIDE + at, isNews ? now : 0);
    put(segment, GONE_AT * COLUMN_STRIDE + at, 0);
    segment[LISTING * COLUMN_STRIDE + at] = this.#listing;
    put(segment, TOUCHED * COLUMN_STRIDE + at, kind === 'listed' ? 0 : this.#listing);
    put(segment, RATE * COLUMN_STRIDE + at, 0);
    put(segment, CHANGED_AT * COLUMN_STRIDE + at, 0);
    put(segment, COUNTED_AT * COLUMN_STRIDE + at, isCounted ? now : 0);
    if (kind === 'listed') this.news++;
    this.flows++;
    this.zones.add(zones, ((record[Row.KIND] ?? 0) >>> 8) & 0xff, record[Row.STATUS] ?? 0);
    if (isNews) {
      this.appeared++;
      this.zones.tally(zones, true);
    }
  }

  #retire(row: number, segment: Uint32Array, at: number): void {
    const zones = segment[Row.ZONES * COLUMN_STRIDE + at] ?? 0;
    const protocol = ((segment[at] ?? 0) >>> 8) & 0xff;
    this.zones.remove(zones, protocol, segment[Row.STATUS * COLUMN_STRIDE + at] ?? 0);
    this.zones.tally(zones, false);
    this.flows--;
    this.vanished++;
    for (const watch of this.goneWatchers) watch(row);
    segment[GONE_AT * COLUMN_STRIDE + at] = this.now();
    segment[LISTING * COLUMN_STRIDE + at] = this.#listing;
    this.#ghosts.push(row);
  }

  #update(segment: Uint32Array, at: number, kind: RecordKind): void {
    const { record } = this;
    const now = this.now();
    const isEvent = kind !== 'listed';
    const stale = !isEvent && this.#isListing && segment[TOUCHED * COLUMN_STRIDE + at] === this.#listing;
    let present = record[Row.PRESENT] ?? 0;
    if (stale) present &= ~EVENT_OWNED;

    const statusBefore = column(segment, at, Row.STATUS);
    const stateBefore = column(segment, at, Row.STATE);
    const markBefore = column(segment, at, Row.MARK);
    const endBefore = column(segment, at, READ_AT) + column(segment, at, Row.TIMEOUT) * 1000;
    const isBusy = (present & Present.counters) !== 0 && this.#measureRate(segment, at, now);
    const known = this.#merge(segment, at, present);
    if (!isEvent && !stale) segment[known] = present;
    let isRenewed = false;
    if ((present & Present.timeout) !== 0) {
      isRenewed = now + (record[Row.TIMEOUT] ?? 0) * 1000 - endBefore > RENEWED_MS;
      segment[READ_AT * COLUMN_STRIDE + at] = now;
    }
    segment[LISTING * COLUMN_STRIDE + at] = this.#listing;
    if (isEvent) segment[TOUCHED * COLUMN_STRIDE + at] = this.#listing;
    const status = column(segment, at, Row.STATUS);
    if (status !== statusBefore) this.zones.change(column(segment, at, Row.ZONES), statusBefore, status);
    const isSame =
      status === statusBefore &&
      stateBefore === column(segment, at, Row.STATE) &&
      markBefore === column(segment, at, Row.MARK);
    if (!isSame) segment[CHANGED_AT * COLUMN_STRIDE + at] = now;
    // A packet is counted, or renews the time left, or both.
    if (!isEvent && (!isSame || isRenewed || isBusy)) this.news++;
  }

  /** Takes the parts that are `present` from the record; answers where the row's PRESENT word is. */
  #merge(segment: Uint32Array, at: number, present: number): number {
    const { record } = this;
    for (const [bit, word, count] of Row.OPTIONAL_WORDS) {
      if ((present & bit) === 0) continue;
      for (let index = word; index < word + count; index++)
        segment[index * COLUMN_STRIDE + at] = record[index] ?? 0;
    }
    const known = Row.PRESENT * COLUMN_STRIDE + at;
    segment[known] = (segment[known] ?? 0) | present;
    return known;
  }

  /**
   * Bytes both ways since the counters were last read, by the time between; counters that went back start again. Answers
   * whether they moved.
   */
  #measureRate(segment: Uint32Array, at: number, now: number): boolean {
    const { record } = this;
    const had = (column(segment, at, Row.PRESENT) & Present.counters) !== 0;
    const elapsed = now - column(segment, at, COUNTED_AT);
    segment[COUNTED_AT * COLUMN_STRIDE + at] = now;
    if (!had) return true;
    const high = (record[Row.ORIG_BYTES] ?? 0) + (record[Row.REPLY_BYTES] ?? 0);
    const low = (record[Row.ORIG_BYTES + 1] ?? 0) + (record[Row.REPLY_BYTES + 1] ?? 0);
    const highBefore = column(segment, at, Row.ORIG_BYTES) + column(segment, at, Row.REPLY_BYTES);
    const lowBefore = column(segment, at, Row.ORIG_BYTES + 1) + column(segment, at, Row.REPLY_BYTES + 1);
    const bytes = (high - highBefore) * 0x1_0000_0000 + (low - lowBefore);
    if (elapsed >= SHORTEST_READING_MS) {
      const perSecond = Math.round((bytes * 1000) / elapsed);
      segment[RATE * COLUMN_STRIDE + at] = perSecond < 0 ? 0 : Math.min(perSecond + 1, 0xffff_ffff);
    }
    return bytes !== 0;
  }
}

function column(segment: Uint32Array, at: number, word: number): number {
  return segment[word * COLUMN_STRIDE + at] ?? 0;
}

/** Writes a word. What is 0 already is not written: a column that holds nothing then takes no memory. */
function put(segment: Uint32Array, at: number, value: number): void {
  if (value !== 0 || segment[at] !== 0) segment[at] = value;
}
