import * as z from 'zod/mini';
import { Flow, FlowRef } from './flow.ts';

const Count = z.int().check(z.minimum(0));

/** Columns that flows can be sorted by. */
export const SortColumn = z.enum([
  'protocol',
  'source',
  'destination',
  'replySource',
  'replyDestination',
  'state',
  'status',
  'zone',
  'zoneOriginal',
  'zoneReply',
  'mark',
  'labels',
  'helper',
  'bytes',
  'bytesOriginal',
  'bytesReply',
  'packets',
  'packetsOriginal',
  'packetsReply',
  'rate',
  'expires',
  'age',
  'id',
]);
export type SortColumn = z.infer<typeof SortColumn>;
export const SortKey = z.strictObject({ column: SortColumn, descending: z.boolean() });
export type SortKey = z.infer<typeof SortKey>;
/** Keys of an order, the most significant first; none leaves rows as they are. */
export const SortKeys = z.array(SortKey).check(z.maxLength(3));

/** The columns that flash when what they show changes. */
export const FLASHING = ['status', 'state', 'mark'] as const;

/** One row of the table on screen. */
export const FlowRow = z.strictObject({
  flow: Flow,
  /** Bytes per second over the last two readings; null before there were two. */
  bytesPerSecond: z.nullable(z.number()),
  /** When this row appeared or vanished in the live view (ms since the epoch); null when long ago. */
  newSince: z.nullable(z.number()),
  /** When one of the flashing columns last changed under our eyes, and which. */
  changedSince: z.nullable(z.number()),
  changed: z.array(z.enum(FLASHING)),
  goneSince: z.nullable(z.number()),
});
export type FlowRow = z.infer<typeof FlowRow>;

/** Flows that stood one after the other from `row` on, which someone looks at. */
export const HeldPlace = z.strictObject({ row: Count, flows: z.array(FlowRef).check(z.maxLength(3)) });
export type HeldPlace = z.infer<typeof HeldPlace>;

/** Rows of the filtered and sorted table. */
export const FlowPage = z.strictObject({
  /** The table's version that this answer shows. */
  version: Count,
  /** Flows in the table, and those that match the filter. */
  total: Count,
  matched: Count,
  /** Rows to scroll through: the matched ones, and flows that went a moment ago and are still shown. */
  rowCount: Count,
  /** Time the engine took for filter, sort and rows, milliseconds. */
  tookMs: z.number(),
  /** What the engine's clock showed (ms since the epoch). */
  clock: z.number(),
  offset: Count,
  rows: z.array(FlowRow),
});
export type FlowPage = z.infer<typeof FlowPage>;
