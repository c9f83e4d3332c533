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
/** Number of the last listing that held the flow, or during which an event spoke of it. */
export const LISTING = RECORD_WORDS + 4;
/** Number of the listing during which the last event spoke of it. */
export const TOUCHED = RECORD_WORDS + 5;
/** Bytes per second over the last two readings, plus one; 0 before there were two. */
export const RATE = RECORD_WORDS + 6;

/** When its status, state or mark was last seen to change. */
export const CHANGED_AT = RECORD_WORDS + 7;
/** When the counters were last read: events tell the time left without them, and offloaded flows have no time left. */
export const COUNTED_AT = RECORD_WORDS + 8;

export const COLUMNS = RECORD_WORDS + 9;

/** A segment of empty rows. An unused row has KIND 0. */
export function newSegment(): Uint32Array {
  return new Uint32Array(COLUMNS * COLUMN_STRIDE);
}
