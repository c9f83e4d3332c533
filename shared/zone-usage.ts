import * as z from 'zod/mini';
import { Flow } from './flow.ts';
import { ZoneId } from './zone.ts';

const Count = z.int().check(z.minimum(0));

/** How many seconds the last minute of a zone has. */
export const MINUTE_SECONDS = 60;

/** One zone that holds flows or is reserved. A flow counts in the zones that it is of (zonesOfFlow), once in each. */
export const ZoneUsage = z.strictObject({
  zone: ZoneId,
  flows: Count,
  /** Flows of that zone by protocol number, most frequent first. */
  protocols: z.array(z.strictObject({ protocol: z.int(), flows: Count })),
  assured: Count,
  unreplied: Count,
  /** Of `flows`, those in this zone with only one direction. */
  originalOnly: Count,
  replyOnly: Count,
  newPerSecond: z.number(),
  gonePerSecond: z.number(),
  /** New flows in each of the last {@link MINUTE_SECONDS} seconds, the oldest first; 65,535 at most. */
  lastMinute: z.array(Count),
  reserved: z.boolean(),
});
export type ZoneUsage = z.infer<typeof ZoneUsage>;

/** Whether the flows of a zone are in it with both directions. */
export const zoneDirections = ['both', 'original', 'reply', 'mixed'] as const;
export type ZoneDirection = (typeof zoneDirections)[number];

/** The direction of a zone with so many flows. */
export function zoneDirection(flows: number, originalOnly: number, replyOnly: number): ZoneDirection {
  if (originalOnly === 0 && replyOnly === 0) return 'both';
  if (originalOnly === flows) return 'original';
  return replyOnly === flows ? 'reply' : 'mixed';
}

export const zoneSortColumns = [
  'zone',
  'flows',
  /** Assured and unreplied as shares of the zone's flows. */
  'assured',
  'unreplied',
  'new',
  'gone',
  'direction',
] as const;
export type ZoneSortColumn = (typeof zoneSortColumns)[number];

export const ZoneSort = z.strictObject({ column: z.enum(zoneSortColumns), descending: z.boolean() });
export type ZoneSort = z.infer<typeof ZoneSort>;

/** Rows `offset` and following of the filtered and sorted zones. */
export const ZonePage = z.strictObject({
  /** Of the flow table when this was read. */
  version: Count,
  /** Flows in the whole table. */
  total: Count,
  /** Zones that hold flows, whatever the filter. */
  inUse: Count,
  /** Zones that pass the filter. */
  matched: Count,
  offset: Count,
  rows: z.array(ZoneUsage),
});
export type ZonePage = z.infer<typeof ZonePage>;

/** What is worth knowing of the flows in one zone. */
export const ZoneHighlights = z.strictObject({
  zone: ZoneId,
  /** The age of its oldest flow, seconds; null where neither the kernel tells start times nor the session saw one begin. */
  oldestSeconds: z.nullable(z.number()),
  /** The original source of most flows. */
  topSource: z.nullable(z.strictObject({ address: z.string(), flows: Count })),
});
export type ZoneHighlights = z.infer<typeof ZoneHighlights>;

/** One byte for each zone: how many flows in powers of ten, and a bit for reserved ones. */
export const ZoneCell = { reserved: 0x80, level: 0x0f } as const;
/** The least flows of each level: level 0 is none, 1 from 1 on, 2 from 10 on. */
export const zoneLevels = [0, 1, 10, 100, 1_000, 10_000, 100_000] as const;

export const ZoneMap = z.strictObject({
  version: Count,
  inUse: Count,
  /** The {@link ZoneCell}s of all zones in base64. */
  cells: z.string(),
});
export type ZoneMap = z.infer<typeof ZoneMap>;

/** A tuple in one or both of two zones, with the flow that has it in each. */
export const ComparedFlow = z.strictObject({ a: z.nullable(Flow), b: z.nullable(Flow) });
export type ComparedFlow = z.infer<typeof ComparedFlow>;

const Compared = z.strictObject({
  /** How many flows; in `both`, how many of zone `a`. */
  count: Count,
  /** The first of them. */
  flows: z.array(ComparedFlow),
});
export type Compared = z.infer<typeof Compared>;

/** The flows of two zones by protocol and original tuple, whatever their zones. */
export const ZoneComparison = z.strictObject({ onlyA: Compared, onlyB: Compared, both: Compared });
export type ZoneComparison = z.infer<typeof ZoneComparison>;
