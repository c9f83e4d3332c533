import { ArrowDown, ArrowUp } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { classes } from '../classes.ts';
import { ColumnHandle } from './column-handle.tsx';
import styles from './grid.module.css';

export interface GridSort {
  readonly column: string;
  readonly descending: boolean;
}

interface HeadColumn {
  readonly id: string;
  readonly title: string;
  /** The title in full, where it is shortened. */
  readonly about?: string;
  readonly align?: 'end';
  readonly sortable?: boolean;
}

interface ColumnArranging {
  /** Gives a column a width, px; null for one that fits what is in sight. */
  readonly onResize: (column: string, width: number | null) => void;
  /** Puts a column at another place, counted from 0. */
  readonly onMove: (column: string, place: number) => void;
}

interface GridHeadProps {
  readonly columns: readonly HeadColumn[];
  readonly sort: readonly GridSort[];
  readonly onSort: (column: string, additional: boolean) => void;
  /** Without it columns stay as they are. */
  readonly arranging?: ColumnArranging | undefined;
  /** A column is being made this wide, px. */
  readonly onDraw: (column: string, width: number) => void;
  /** Stands at the end, in sight however far the table is scrolled. */
  readonly tools?: ReactNode;
}

/** One step of the keyboard, px. */
const STEP = 16;
const KEYS = 'Control+ArrowLeft Control+ArrowRight Shift+ArrowLeft Shift+ArrowRight';

/**
 * The names of the columns. A click sorts; with Shift it adds a further key. A column is dragged to another place, or
 * moved with Ctrl and the arrows; its edge is drawn to another width, or moved with Shift and the arrows.
 */
export function GridHead({ columns, sort, onSort, arranging, onDraw, tools }: GridHeadProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [dropPlace, setDropPlace] = useState<number | null>(null);
  const moved = useRef<HTMLElement | null>(null);
  // Elements that change places lose the focus.
  useEffect(() => {
    moved.current?.focus();
    moved.current = null;
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, column: string, place: number) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0 || !arranging || event.ctrlKey === event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (event.ctrlKey) {
      if (columns[place + step] === undefined) return;
      moved.current = event.currentTarget;
      arranging.onMove(column, place + step);
    } else {
      const width = event.currentTarget.closest('th')?.getBoundingClientRect().width ?? 0;
      arranging.onResize(column, width + step * STEP);
    }
  };
  const dragging = (column: string, place: number) => ({
    onDragOver(event: DragEvent<HTMLElement>) {
      if (dragged === null) return;
      event.preventDefault();
      setDropPlace(place);
    },
    onDrop(event: DragEvent<HTMLElement>) {
      event.preventDefault();
      if (dragged !== null && dragged !== column) arranging?.onMove(dragged, place);
    },
    onDragEnd() {
      setDragged(null);
      setDropPlace(null);
    },
  });
  const dropEdge = (place: number) => {
    if (dragged === null || dropPlace !== place) return undefined;
    const from = columns.findIndex(({ id }) => id === dragged);
    if (from === place) return undefined;
    return from < place ? styles.dropAfter : styles.dropBefore;
  };

  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1} className={styles.headRow}>
        {columns.map((column, place) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column, sort)}
            className={classes(styles.headCell, column.align && styles.end, dropEdge(place))}
            title={column.about}
            {...(arranging ? dragging(column.id, place) : {})}
          >
            {column.sortable ? (
              <button
                type="button"
                className={styles.sorter}
                aria-keyshortcuts={arranging ? KEYS : undefined}
                draggable={arranging !== undefined}
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData('text/plain', column.title);
                  setDragged(column.id);
                }}
                onKeyDown={(event) => onKeyDown(event, column.id, place)}
                onClick={(event) => onSort(column.id, event.shiftKey)}
              >
                {column.title}
                <SortMark column={column.id} sort={sort} />
              </button>
            ) : (
              column.title
            )}
            {arranging && (
              <ColumnHandle
                onDraw={(width) => onDraw(column.id, width)}
                onDrop={(width) => arranging.onResize(column.id, width)}
                onFit={() => arranging.onResize(column.id, null)}
              />
            )}
          </th>
        ))}
        {tools && <td className={styles.tools}>{tools}</td>}
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
