import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import * as z from 'zod/mini';

const Length = z.int().check(z.minimum(1), z.maximum(100_000));
const Place = z.int().check(z.minimum(-100_000), z.maximum(100_000));

const WindowState = z.strictObject({
  bounds: z.strictObject({ x: Place, y: Place, width: Length, height: Length }),
  maximized: z.boolean(),
});
/** Where a window was and how large; when maximized, where it returns to. */
export type WindowState = z.infer<typeof WindowState>;

/** The state kept in a file; null when there is none that could be used, or when no screen shows enough of it to drag it. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return screens.some((screen) => isWithinReach(state.bounds, screen)) ? state : null;
  } catch {
    return null;
  }
}

/** Keeps a state for the next start. Throws what the system says. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(state));
}

/** How much of a window's upper edge has to be on a screen, px. */
const REACH = { width: 120, height: 32 };

function isWithinReach(window: Rectangle, screen: Rectangle): boolean {
  const left = Math.max(window.x, screen.x);
  const right = Math.min(window.x + window.width, screen.x + screen.width);
  const isEdgeShown = window.y >= screen.y && window.y + REACH.height <= screen.y + screen.height;
  return isEdgeShown && right - left >= REACH.width;
}
