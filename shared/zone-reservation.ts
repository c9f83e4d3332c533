import * as z from 'zod/mini';
import { ZONE_COUNT, ZoneId } from './zone.ts';

const Count = z.int().check(z.minimum(0));

/** The most zones that one search may ask for. */
export const MOST_ZONES = 1024;
/** A day: as far back as a search can look, minutes. */
export const MOST_MINUTES = 1440;

/** Whoever reserves zones: a random name that each page makes up for itself. */
export const ReserverId = z.string().check(z.regex(/^[\w-]{8,64}$/));

/** What free zones are looked for. The search goes upwards and wraps around once. */
export const ZoneSearch = z.strictObject({
  from: ZoneId,
  count: z.int().check(z.minimum(1), z.maximum(MOST_ZONES)),
  /** Neighbours without a gap. */
  contiguous: z.boolean(),
  /** Leaves out zones that held a flow within so many minutes, as far as the session has watched; 0 leaves out none. */
  avoidSeenMinutes: z.int().check(z.minimum(0), z.maximum(MOST_MINUTES)),
});
export type ZoneSearch = z.infer<typeof ZoneSearch>;

/** Why a search found fewer zones than it was to: where the others are. */
export const ZoneShortage = z.strictObject({
  used: Count,
  /** Of those without flows. */
  reserved: Count,
  /** Of the rest, those that held a flow lately. */
  seen: Count,
  /** The most free neighbours anywhere. */
  longestRun: Count,
});
export type ZoneShortage = z.infer<typeof ZoneShortage>;

/** The answer to a search; `shortage` is null when it found as many as it was to. */
export const FoundZones = z.strictObject({ zones: z.array(ZoneId), shortage: z.nullable(ZoneShortage) });
export type FoundZones = z.infer<typeof FoundZones>;

/** Neighbouring zones, both ends included. */
export const ZoneRange = z.strictObject({ from: ZoneId, to: ZoneId });
export type ZoneRange = z.infer<typeof ZoneRange>;

/** Every reserved zone of a session, ascending: one's own, and those of others. */
export const ZoneReservations = z.strictObject({ own: z.array(ZoneRange), others: z.array(ZoneRange) });
export type ZoneReservations = z.infer<typeof ZoneReservations>;

/** Ascending zones as ranges. */
export function rangesOf(zones: Iterable<number>): ZoneRange[] {
  const ranges: ZoneRange[] = [];
  for (const zone of zones) {
    const last = ranges.at(-1);
    if (last?.to === zone - 1) ranges[ranges.length - 1] = { from: last.from, to: zone };
    else ranges.push({ from: zone, to: zone });
  }
  return ranges;
}

/** How many zones some ranges hold. */
export function countZones(ranges: readonly ZoneRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** `4100`, `4100–4103`. */
export function formatRange({ from, to }: ZoneRange): string {
  return from === to ? String(from) : `${from}–${to}`;
}

/** Why a search found too little, in one or two sentences. */
export function describeShortage(search: ZoneSearch, shortage: ZoneShortage): string {
  const { used, reserved, seen, longestRun } = shortage;
  const free = ZONE_COUNT - used - reserved - seen;
  const taken = [
    counted(used, 'holds flows', 'hold flows'),
    counted(reserved, 'is reserved', 'are reserved'),
    counted(seen, 'held flows lately', 'held flows lately'),
  ].filter((part) => part !== null);
  const others = `Of ${group(ZONE_COUNT)} zones ${listed(taken)}.`;
  if (free === 0) return `No zone is free. ${others}`;
  if (search.contiguous && free >= search.count)
    return `Nowhere are ${group(search.count)} zones in a row free; the longest run has ${group(longestRun)}. ${others}`;
  return `Only ${group(free)} of ${group(search.count)} zones are free. ${others}`;
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${group(count)} ${count === 1 ? one : many}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}
