import * as z from 'zod/mini';

/** A conntrack zone: 0 to 65535. */
export const ZoneId = z.int().check(z.minimum(0), z.maximum(0xffff));

/** How many zones there are. */
export const ZONE_COUNT = 0x10000;

/** The zone of each direction. Equal for a plain zone; a directional zone leaves the other direction in zone 0. */
export const Zones = z.strictObject({ original: ZoneId, reply: ZoneId });
export type Zones = z.infer<typeof Zones>;

/** `0`, `20`, `20 → 0` (original only), `0 → 20` (reply only). */
export function formatZones(zones: Zones): string {
  return zones.original === zones.reply ? String(zones.original) : `${zones.original} → ${zones.reply}`;
}
