/** How far the clock of the engine's machine is ahead of the page's, ms: a browser may run on another machine. */
let ahead = 0;

/** Takes up what the engine's clock showed just now (ms since the epoch). */
export function setEngineClock(now: number): void {
  ahead = now - Date.now();
}

/** What the engine's clock shows now (ms since the epoch), as far as the page can tell. */
export function engineNow(): number {
  return Date.now() + ahead;
}
