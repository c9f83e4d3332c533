import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneRange } from '../../shared/zone-reservation.ts';
import { ZoneCell, zoneLevels } from '../../shared/zone-usage.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';

/** The map is so many squares wide and high; each square is the next few zones, line by line. */
export const SIDE = 64;
/** How many zones a square is, from the whole map to single zones. */
const ZONES_A_SQUARE = [16, 4, 1] as const;
export const CLOSEST = ZONES_A_SQUARE.length - 1;

/** What part of the map is in sight. */
export interface MapView {
  /** An index of {@link ZONES_A_SQUARE}. */
  readonly zoom: number;
  /** The first zone in sight; begins a line. */
  readonly start: number;
}

/** What a few neighbouring zones hold. */
export interface SquareContent {
  readonly used: number;
  readonly reserved: number;
  /** The highest of their levels, an index of `zoneLevels`. */
  readonly level: number;
}

export const WHOLE_MAP: MapView = { zoom: 0, start: 0 };

export function zonesASquare({ zoom }: MapView): number {
  return ZONES_A_SQUARE[zoom] ?? 1;
}

/** The zones in sight. */
export function inSight(view: MapView): ZoneRange {
  return { from: view.start, to: view.start + SIDE * SIDE * zonesASquare(view) - 1 };
}

/** The zones of the square that a zone is in. */
export function squareOf(view: MapView, zone: number): ZoneRange {
  const zones = zonesASquare(view);
  const from = zone - (zone % zones);
  return { from, to: from + zones - 1 };
}

/** The first zone of the square at a column and a line of the map. */
export function zoneAtSquare(view: MapView, column: number, line: number): number {
  const within = (place: number) => Math.max(0, Math.min(SIDE - 1, place));
  return view.start + (within(line) * SIDE + within(column)) * zonesASquare(view);
}

/** The map at another zoom, with a zone in the line where it was. */
export function zoomed(view: MapView, zoom: number, around: number): MapView {
  const next = { zoom: Math.max(0, Math.min(CLOSEST, zoom)), start: 0 };
  const lineOf = (zone: number, { start }: MapView, zones: number) =>
    Math.floor((zone - start) / (SIDE * zones));
  const line = lineOf(around, view, zonesASquare(view));
  return moved(next, lineOf(around, next, zonesASquare(next)) - line);
}

/** The map moved by some lines, as far as there are any. */
export function moved(view: MapView, lines: number): MapView {
  const line = SIDE * zonesASquare(view);
  const last = ZONE_COUNT - SIDE * line;
  return { ...view, start: Math.max(0, Math.min(last, view.start + lines * line)) };
}

/** The map moved as little as is needed to have a zone in sight. */
export function revealing(view: MapView, zone: number): MapView {
  const { from, to } = inSight(view);
  const line = SIDE * zonesASquare(view);
  if (zone < from) return moved(view, -Math.ceil((from - zone) / line));
  return zone > to ? moved(view, Math.ceil((zone - to) / line)) : view;
}

/** The zone that a key leads to from another one; null for other keys. */
export function zoneAfterKey(view: MapView, zone: number, key: string): number | null {
  const zones = zonesASquare(view);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -zones,
    ArrowRight: zones,
    ArrowUp: -zones * SIDE,
    ArrowDown: zones * SIDE,
    PageUp: -zones * SIDE * 8,
    PageDown: zones * SIDE * 8,
    Home: -ZONE_COUNT,
    End: ZONE_COUNT,
  };
  const step = steps[key];
  if (step === undefined) return null;
  return squareOf(view, Math.max(0, Math.min(ZONE_COUNT - 1, zone + step))).from;
}

export function contentOf(cells: Uint8Array, { from, to }: ZoneRange): SquareContent {
  let used = 0;
  let reserved = 0;
  let level = 0;
  for (let zone = from; zone <= to; zone++) {
    const cell = cells[zone] ?? 0;
    const own = cell & ZoneCell.level;
    if (own > 0) used++;
    if ((cell & ZoneCell.reserved) !== 0) reserved++;
    if (own > level) level = own;
  }
  return { used, reserved, level };
}

/** `1–9 flows`, `100,000 flows or more`. */
export function levelWords(level: number): string {
  const least = zoneLevels[level] ?? 0;
  const next = zoneLevels[level + 1];
  if (level === 0) return 'no flows';
  return next === undefined
    ? `${formatCount(least)} flows or more`
    : `${formatCount(least)}–${formatCount(next - 1)} flows`;
}

/** What a square is and holds: `Zone 4100: 100–999 flows, reserved`, `Zones 4096–4111: 3 in use, at most 10–99 flows each`. */
export function squareWords(range: ZoneRange, { used, reserved, level }: SquareContent): string {
  if (range.from === range.to) {
    const isReserved = reserved > 0 ? 'reserved' : null;
    const held = used > 0 ? levelWords(level) : isReserved === null ? 'free' : null;
    return `Zone ${range.from}: ${[held, isReserved].filter(Boolean).join(', ')}`;
  }
  const parts = [
    used > 0 ? `${used} in use, ${used > 1 ? 'up to ' : ''}${levelWords(level)}` : null,
    reserved > 0 ? `${reserved} reserved` : null,
  ].filter((part) => part !== null);
  return `Zones ${range.from}–${range.to}: ${parts.length === 0 ? 'all free' : parts.join(', ')}`;
}

/** The whole map in words. */
export function mapWords(cells: Uint8Array): string {
  const { used, reserved } = contentOf(cells, { from: 0, to: ZONE_COUNT - 1 });
  const kept = reserved === 0 ? '' : `, ${formatCount(reserved)} reserved`;
  return `${formatQuantity(used, 'zone')} in use of ${formatCount(ZONE_COUNT)}${kept}`;
}
