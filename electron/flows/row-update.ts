import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { CHANGED, CHANGED_AT, COLUMN_STRIDE, COUNTED_AT, RATE, READ_AT, setWord, word } from './columns.ts';
import { rateWord } from './flow-rate.ts';

/** A flow that ends this much later than it was to end was renewed. The kernel gives whole seconds, so less says nothing. */
const RENEWED_MS = 2000;
/** Two readings closer together than this tell no rate. */
const SHORTEST_READING_MS = 200;

/** Writes a whole record into a row. What is 0 already is not written, as in {@link setWord}. */
export function writeRecord(record: Uint32Array, segment: Uint32Array, at: number): void {
  for (let column = 0, place = at; column < Row.RECORD_WORDS; column++, place += COLUMN_STRIDE) {
    const value = record[column] ?? 0;
    if (value !== 0 || segment[place] !== 0) segment[place] = value;
  }
}

/**
 * Takes the parts that are `present` from a record into the row of the same life, and forgets those that are `absent`:
 * bits of {@link Present}. Answers whether that tells more than that time passed.
 */
export function updateRow(
  record: Uint32Array,
  segment: Uint32Array,
  at: number,
  now: number,
  present: number,
  absent: number,
): boolean {
  const statusBefore = word(segment, at, Row.STATUS);
  const stateBefore = word(segment, at, Row.STATE);
  const markBefore = word(segment, at, Row.MARK);
  const endBefore = word(segment, at, READ_AT) + word(segment, at, Row.TIMEOUT) * 1000;
  const isBusy = (present & Present.counters) !== 0 && measureRate(record, segment, at, now);
  mergeRow(record, segment, at, present, absent);
  let isRenewed = false;
  if ((present & Present.timeout) !== 0) {
    isRenewed = now + (record[Row.TIMEOUT] ?? 0) * 1000 - endBefore > RENEWED_MS;
    setWord(segment, at, READ_AT, now);
  }
  // In the order of FLASHING in shared/flow-page.ts.
  const changed =
    Number(statusBefore !== word(segment, at, Row.STATUS)) |
    (Number(stateBefore !== word(segment, at, Row.STATE)) << 1) |
    (Number(markBefore !== word(segment, at, Row.MARK)) << 2);
  if (changed !== 0) {
    setWord(segment, at, CHANGED_AT, now);
    setWord(segment, at, CHANGED, changed);
  }
  // A packet is counted, or renews the time left, or both.
  return changed !== 0 || isRenewed || isBusy;
}

/** The same for the words alone: no time and no rate is told from them. */
export function mergeRow(
  record: Uint32Array,
  segment: Uint32Array,
  at: number,
  present: number,
  absent = 0,
): void {
  const concerned = present | absent;
  for (const [bit, first, count] of Row.OPTIONAL_WORDS) {
    if ((concerned & bit) === 0) continue;
    const isPresent = (present & bit) !== 0;
    for (let column = first; column < first + count; column++)
      setWord(segment, at, column, isPresent ? (record[column] ?? 0) : 0);
  }
  setWord(segment, at, Row.PRESENT, (word(segment, at, Row.PRESENT) & ~absent) | present);
}

/**
 * Bytes both ways since the counters were last read, by the time between; counters that went back start again. Answers
 * whether they moved.
 */
function measureRate(record: Uint32Array, segment: Uint32Array, at: number, now: number): boolean {
  const had = (word(segment, at, Row.PRESENT) & Present.counters) !== 0;
  const elapsed = now - word(segment, at, COUNTED_AT);
  setWord(segment, at, COUNTED_AT, now);
  if (!had) return true;
  const more = (column: number) => (record[column] ?? 0) - word(segment, at, column);
  const high = more(Row.ORIG_BYTES) + more(Row.REPLY_BYTES);
  const bytes = high * 0x1_0000_0000 + more(Row.ORIG_BYTES + 1) + more(Row.REPLY_BYTES + 1);
  if (elapsed >= SHORTEST_READING_MS)
    setWord(segment, at, RATE, bytes < 0 ? 0 : rateWord((bytes * 1000) / elapsed));
  return bytes !== 0;
}
