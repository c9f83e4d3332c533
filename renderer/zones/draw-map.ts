import type { ZoneRange } from '../../shared/zone-reservation.ts';
import { contentOf, type MapView, SIDE, squareOf, zonesASquare } from './map-squares.ts';

/** The colours of the map, as CSS knows them where it stands. */
export interface MapColours {
  /** By level, that of no flows first. */
  readonly levels: readonly string[];
  readonly reserved: string;
  readonly focus: string;
}

export interface MapPicture {
  readonly cells: Uint8Array;
  readonly view: MapView;
  /** Squares to be framed: the one under the keyboard, and the one under the pointer. */
  readonly framed: readonly number[];
}

/** Draws the map over the whole canvas. */
export function drawMap(
  context: CanvasRenderingContext2D,
  { cells, view, framed }: MapPicture,
  colours: MapColours,
): void {
  const { width } = context.canvas;
  const edge = (place: number) => Math.round((place * width) / SIDE);
  const gap = width / SIDE >= 3 ? 1 : 0;
  const zones = zonesASquare(view);
  context.clearRect(0, 0, width, context.canvas.height);

  const inSquare = (zone: number, paint: (x: number, y: number, w: number, h: number) => void) => {
    const square = (zone - view.start) / zones;
    const [column, line] = [square % SIDE, Math.floor(square / SIDE)];
    const [x, y] = [edge(column), edge(line)];
    paint(x, y, edge(column + 1) - x - gap, edge(line + 1) - y - gap);
  };
  for (let square = 0; square < SIDE * SIDE; square++) {
    const from = view.start + square * zones;
    const range: ZoneRange = { from, to: from + zones - 1 };
    const { level, reserved } = contentOf(cells, range);
    inSquare(from, (x, y, w, h) => {
      context.fillStyle = colours.levels[level] ?? '';
      context.fillRect(x, y, w, h);
      if (reserved === 0) return;
      // A ring, so that it reads without colours too.
      context.strokeStyle = colours.reserved;
      context.lineWidth = Math.max(1, Math.round(w / 5));
      const inset = context.lineWidth / 2;
      context.strokeRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset);
    });
  }
  context.strokeStyle = colours.focus;
  context.lineWidth = Math.max(1, Math.round(width / SIDE / 4));
  for (const zone of framed) {
    const { from } = squareOf(view, zone);
    if (from >= view.start && from < view.start + SIDE * SIDE * zones)
      inSquare(from, (x, y, w, h) => context.strokeRect(x - 0.5, y - 0.5, w + 1, h + 1));
  }
}
