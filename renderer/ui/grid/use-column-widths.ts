import { type RefObject, useLayoutEffect, useState } from 'react';
import { fittingWidth } from './fit-column.ts';
import { allowedWidth, type ColumnWidths, type TrackColumn, tracksOf } from './tracks.ts';

/** The empty track at the end of each row, under the tools of the head, px. */
const TOOLS_WIDTH = 30;

interface ColumnWidthsOptions {
  readonly columns: readonly TrackColumn[];
  /** What the person chose. */
  readonly widths: ColumnWidths;
  readonly hasTools: boolean;
}

interface ColumnDrawing {
  /** Shows a column at a width, px, while its edge is drawn. */
  draw(column: string, width: number): void;
  /** The width that a person settled on, px; null stands for one that fits what is in sight. */
  settle(column: string, width: number | null): number;
}

/**
 * Gives the columns their widths by style alone, so that no row is drawn again while an edge is drawn.
 */
export function useColumnWidths(
  table: RefObject<HTMLTableElement | null>,
  { columns, widths, hasTools }: ColumnWidthsOptions,
): ColumnDrawing {
  const [drawn, setDrawn] = useState<ColumnWidths>({});
  const toolsWidth = hasTools ? TOOLS_WIDTH : 0;
  useLayoutEffect(() => {
    const { tracks, leastWidth } = tracksOf(columns, { ...widths, ...drawn });
    const style = table.current?.style;
    style?.setProperty('--columns', `${tracks} ${toolsWidth}px`);
    style?.setProperty('--least-width', `${leastWidth + toolsWidth}px`);
  }, [table, columns, widths, drawn, toolsWidth]);
  return {
    draw: (column, width) => setDrawn({ [column]: width }),
    settle(column, width) {
      setDrawn({});
      if (width !== null) return allowedWidth(width);
      const place = columns.findIndex(({ id }) => id === column);
      return table.current && place >= 0 ? fittingWidth(table.current, place) : allowedWidth(0);
    },
  };
}
