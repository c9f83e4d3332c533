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
  /** Where it goes in the body of the table, px. */
  readonly top: number;
  readonly row: Row;
  readonly columns: readonly RowColumn<Row>[];
  readonly selected: boolean;
  readonly active: boolean;
  readonly className: string | undefined;
  readonly tick: number;
}

function PlainRow<Row>(props: GridRowProps<Row>) {
  const { id, index, top, row, columns, selected, active, className, tick } = props;
  return (
    <tr
      id={id}
      // The head is row 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-row={index}
      className={classes(styles.row, selected && styles.selected, active && styles.active, className)}
      style={{ transform: `translateY(${top}px)` }}
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

interface WaitingRowProps {
  readonly index: number;
  readonly top: number;
  readonly span: number;
}

/** Stands where a row will be once its data is here. */
export function WaitingRow({ index, top, span }: WaitingRowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      className={classes(styles.row, styles.waiting)}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td colSpan={span} className={styles.cell} aria-busy />
    </tr>
  );
}
