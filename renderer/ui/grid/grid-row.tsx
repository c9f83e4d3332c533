import { memo, type ReactNode } from 'react';
import { classes } from '../classes.ts';
import styles from './grid.module.css';

/** What a row needs to know of a column. */
export interface RowColumn<Row> {
  readonly id: string;
  readonly align?: 'end';
  /** What a cell shows. `tick` goes up when cells that show time must be drawn again. */
  readonly cell: (row: Row, tick: number) => ReactNode;
}

interface GridRowProps<Row> {
  readonly id: string;
  readonly index: number;
  /** Where it goes in the body of the table, px; null when its place in the window is another row's that is not at hand yet. */
  readonly top: number | null;
  readonly row: Row;
  readonly columns: readonly RowColumn<Row>[];
  readonly selected: boolean;
  readonly active: boolean;
  /** The cell that the keyboard is at; null for the row as a whole. */
  readonly activeColumn: string | null;
  readonly className: string | undefined;
  /** What its look says, for screen readers. */
  readonly note: string | undefined;
  readonly tick: number;
}

/** Above the first row of every table, px. */
const OUT_OF_SIGHT = -100;

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { id, index, top, row, columns, selected, active, activeColumn, className, note, tick } = props;
  return (
    <tr
      id={id}
      // The head is row 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-hidden={top === null}
      aria-description={note}
      data-row={index}
      className={classes(styles.row, selected && styles.selected, active && styles.active, className)}
      style={{ transform: `translateY(${top ?? OUT_OF_SIGHT}px)` }}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          data-column={column.id}
          id={column.id === activeColumn ? cellId(id, activeColumn) : undefined}
          className={classes(
            styles.cell,
            column.align && styles.end,
            column.id === activeColumn && styles.activeCell,
          )}
        >
          {column.cell(row, tick)}
        </td>
      ))}
    </tr>
  );
}

/** The element id of a cell of the active row, or of the row itself. */
export function cellId(rowId: string, column: string | null): string {
  return column === null ? rowId : `${rowId}-${column}`;
}

/** One row; drawn again only when something of it changed. */
export const GridRow = memo(PlainRow) as typeof PlainRow;
