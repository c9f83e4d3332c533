import { RECORD_WORDS } from '../../shared/flow-record.ts';

/**
 * How the flow table lies in memory: segments of 64 Ki rows, each one Uint32Array that holds all columns one after
 * the other. Row r is row `r & ROW_MASK` of segment `r >>> SEGMENT_SHIFT`; word c of it is at
 * `c * COLUMN_STRIDE + (r & ROW_MASK)`. The first columns are the words of shared/flow-record.ts.
 */
export const SEGMENT_SHIFT = 16;
export const SEGMENT_ROWS = 1 << SEGMENT_SHIFT;
export const ROW_MASK = SEGMENT_ROWS - 1;

/** More than a power of two apart, so that one row's words do not compete for the same cache lines. */
export const COLUMN_STRIDE = SEGMENT_ROWS + 32;

/** The identity's hash. */
export const HASH = RECORD_WORDS;
/** Times below are milliseconds since the table was made; 0 is never. When the time left was last read. */
export const READ_AT = RECORD_WORDS + 1;
/** When the flow appeared as new. */
export const NEW_AT = RECORD_WORDS + 2;
/** When it went; a row that is neither 0 nor reused yet is a ghost that the page still shows. */
export const GONE_AT = RECORD_WORDS + 3;
/** The number of the last reading (see reading.ts) that found the flow, or during which an event spoke of it. */
export const SEEN = RECORD_WORDS + 4;
/** The number of the reading during or after which it was last told what the flow is: by an event, or by its absence. */
export const TOLD = RECORD_WORDS + 5;
/** Bytes per second over the last two readings: {@link rateWord}. */
export const RATE = RECORD_WORDS + 6;
/** When its status, state or mark was last seen to change… */
export const CHANGED_AT = RECORD_WORDS + 7;
/** …and which of them did: bit n for the nth of FLASHING in shared/flow-page.ts. */
export const CHANGED = RECORD_WORDS + 8;
/** When the counters were last read: events tell the time left without them, and offloaded flows have no time left. */
export const COUNTED_AT = RECORD_WORDS + 9;

export const COLUMNS = RECORD_WORDS + 10;

/** The columns that are times. */
export const TIMES = [READ_AT, NEW_AT, GONE_AT, CHANGED_AT, COUNTED_AT] as const;

/** A segment of empty rows. An unused row has KIND 0. */
export function newSegment(): Uint32Array {
  return new Uint32Array(COLUMNS * COLUMN_STRIDE);
}

/** One word of one row of a segment. */
export function word(segment: Uint32Array, at: number, column: number): number {
  return segment[column * COLUMN_STRIDE + at] ?? 0;
}

/** Writes one. What is 0 already is not written: a column that holds nothing then takes no memory. */
export function setWord(segment: Uint32Array, at: number, column: number, value: number): void {
  const place = column * COLUMN_STRIDE + at;
  if (value !== 0 || segment[place] !== 0) segment[place] = value;
}
