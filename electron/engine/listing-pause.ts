/**
 * Listings take at most a fiftieth of the time, a third of that where the last one told nothing new and events tell what
 * comes and goes, come less often than every 5 s, and take at most a tenth of the time when a minute is up.
 */
const LISTING_SHARE = 50;
const QUIET_SHARE = 150;
const SHORTEST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const LARGEST_SHARE = 10;

/** How long to wait after a listing that took so long, milliseconds; `isQuiet`: nothing new is to be looked for. */
export function pauseAfter(tookMs: number, isQuiet: boolean): number {
  const share = Math.max(SHORTEST_PAUSE_MS, tookMs * (isQuiet ? QUIET_SHARE : LISTING_SHARE));
  return Math.min(share, Math.max(LONGEST_PAUSE_MS, tookMs * LARGEST_SHARE));
}
