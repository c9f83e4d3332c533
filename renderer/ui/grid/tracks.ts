/** What decides how wide a column is. */
export interface TrackColumn {
  readonly id: string;
  /** Its least width, px. */
  readonly width: number;
  /** Its share of the room that is left; none when absent. */
  readonly grow?: number;
}

/** Widths that a person gave columns, px. Such a column grows no more. */
export type ColumnWidths = Readonly<Record<string, number>>;

/** Limits of what a column can be made, px. */
const LEAST_WIDTH = 40;
const MOST_WIDTH = 1200;

/** A width that a column can have. */
export function allowedWidth(width: number): number {
  return Math.round(Math.min(Math.max(width, LEAST_WIDTH), MOST_WIDTH));
}

/** The columns as tracks of a CSS grid, with the least they take in all, px. */
export function tracksOf(
  columns: readonly TrackColumn[],
  widths: ColumnWidths,
): { readonly tracks: string; readonly leastWidth: number } {
  const tracks = columns.map(({ id, width, grow }) => {
    const given = widths[id];
    if (given !== undefined) return `${given}px`;
    return grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`;
  });
  const leastWidth = columns.reduce((sum, { id, width }) => sum + (widths[id] ?? width), 0);
  return { tracks: tracks.join(' '), leastWidth };
}
