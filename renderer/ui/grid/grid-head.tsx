import { ArrowDown, ArrowUp } from 'lucide-react';
import { classes } from '../classes.ts';
import styles from './grid.module.css';

export interface GridSort {
  readonly column: string;
  readonly descending: boolean;
}

interface HeadColumn {
  readonly id: string;
  readonly title: string;
  readonly align?: 'end';
  readonly sortable?: boolean;
}

interface GridHeadProps {
  readonly columns: readonly HeadColumn[];
  readonly sort: readonly GridSort[];
  readonly onSort: (column: string, additional: boolean) => void;
}

/** The names of the columns. A click sorts; with Shift it adds a further key. */
export function GridHead({ columns, sort, onSort }: GridHeadProps) {
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1} className={styles.headRow}>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column, sort)}
            className={classes(styles.headCell, column.align && styles.end)}
          >
            {column.sortable ? (
              <button
                type="button"
                className={styles.sorter}
                onClick={(event) => onSort(column.id, event.shiftKey)}
              >
                {column.title}
                <SortMark column={column.id} sort={sort} />
              </button>
            ) : (
              column.title
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortMark({ column, sort }: { readonly column: string; readonly sort: readonly GridSort[] }) {
  const place = sort.findIndex((key) => key.column === column);
  const key = sort[place];
  if (!key) return null;
  const Arrow = key.descending ? ArrowDown : ArrowUp;
  return (
    <>
      <Arrow size={12} aria-hidden />
      {sort.length > 1 && <sup aria-hidden>{place + 1}</sup>}
    </>
  );
}

function ariaSort({ id, sortable }: HeadColumn, sort: readonly GridSort[]) {
  if (!sortable) return undefined;
  const [first] = sort;
  if (first?.column !== id) return sort.some((key) => key.column === id) ? 'other' : 'none';
  return first.descending ? 'descending' : 'ascending';
}
