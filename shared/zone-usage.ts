import * as z from 'zod/mini';
import { ZoneId } from './zone.ts';

const Count = z.int().check(z.minimum(0));

/** One zone in use. A flow counts in the zone of each of its directions, once when both are the same. */
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
});
export type ZoneUsage = z.infer<typeof ZoneUsage>;
