import { memo, type ReactNode, useRef } from 'react';
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
  /** Where it goes in the body of the table, px. */
  readonly top: number;
  /** Null while it is not at hand. */
  readonly row: Row | null;
  readonly columns: readonly RowColumn<Row>[];
  readonly selected: boolean;
  readonly active: boolean;
  readonly className: string | undefined;
  readonly tick: number;
}

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { id, index, top, row, columns, selected, active, className, tick } = props;
  // A row that waits keeps its cells as they were, unseen: to empty them and to fill them again costs the most of scrolling.
  const shown = useRef(row);
  if (row !== null) shown.current = row;
  const drawn = shown.current;
  return (
    <tr
      id={id}
      // The head is row 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row === null}
      data-row={index}
      className={classes(
        styles.row,
        selected && styles.selected,
        active && styles.active,
        row === null && styles.waiting,
        className,
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <td key={column.id} className={classes(styles.cell, column.align && styles.end)}>
          {drawn !== null && column.cell(drawn, tick)}
        </td>
      ))}
    </tr>
  );
}

/** One row; drawn again only when something of it changed. Without its data it stands for the row that will be there. */
export const GridRow = memo(PlainRow) as typeof PlainRow;
