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
  readonly className: string | undefined;
  readonly tick: number;
}

/** Above the first row of every table, px. */
const OUT_OF_SIGHT = -100;

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { id, index, top, row, columns, selected, active, className, tick } = props;
  return (
    <tr
      id={id}
      // The head is row 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-hidden={top === null}
      data-row={index}
      className={classes(styles.row, selected && styles.selected, active && styles.active, className)}
      style={{ transform: `translateY(${top ?? OUT_OF_SIGHT}px)` }}
    >
      {columns.map((column) => (
        <td key={column.id} className={classes(styles.cell, column.align && styles.end)}>
          {column.cell(row, tick)}
        </td>
      ))}
    </tr>
  );
}

/** One row; drawn again only when something of it changed. */
export const GridRow = memo(PlainRow) as typeof PlainRow;
