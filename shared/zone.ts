import * as z from 'zod/mini';

/** A conntrack zone: 0 to 65535. */
export const ZoneId = z.int().check(z.minimum(0), z.maximum(0xffff));

/** How many zones there are. */
export const ZONE_COUNT = 0x10000;

/** The zone of each direction. Equal for a plain zone; a directional zone leaves the other direction in zone 0. */
export const Zones = z.strictObject({ original: ZoneId, reply: ZoneId });
export type Zones = z.infer<typeof Zones>;

/**
 * The zones that a flow is of, both halves as in a record's ZONES word: those of its directions that are not 0, or 0 when
 * both are. A directional zone leaves the other direction in zone 0, which does not make it a flow of zone 0. One zone stands
 * in both halves.
 */
export function zonesOfFlow(zones: number): number {
  const original = zones >>> 16;
  const reply = zones & 0xffff;
  if (original === 0) return (reply * 0x1_0001) >>> 0;
  return reply === 0 ? (original * 0x1_0001) >>> 0 : zones;
}

/** `0`, `20`, `20 → 0` (original only), `0 → 20` (reply only). */
export function formatZones(zones: Zones): string {
  return zones.original === zones.reply ? String(zones.original) : `${zones.original} → ${zones.reply}`;
}
