import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { usePreference } from '../../preferences.ts';
import { type CellPlace, cellAt, cellUnderPointer, revealCell, rowOfEvent } from './cell-place.ts';
import styles from './grid.module.css';
import { GridHead, type GridSort } from './grid-head.tsx';
import { cellId, GridRow, type RowColumn } from './grid-row.tsx';
import { columnAfterKey, isMenuKey, isToggleKey, rowAfterKey } from './row-keys.ts';
import { slotOf } from './row-slots.ts';
import type { ColumnWidths, TrackColumn } from './tracks.ts';
import { useAnchor } from './use-anchor.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useRowWindow } from './use-row-window.ts';

export interface GridColumn<Row> extends RowColumn<Row>, TrackColumn {
  readonly id: string;
  readonly title: string;
  /** The title in full, where it is shortened. */
  readonly about?: string;
  readonly sortable?: boolean;
}

/** How the person moved or clicked: `extend` with Shift, `toggle` with Ctrl. */
export interface RowGesture {
  readonly extend: boolean;
  readonly toggle: boolean;
  readonly byPointer: boolean;
}

/** How a person arranges columns: width in px, place counted from 0. */
interface Arranging {
  readonly onResize: (column: string, width: number) => void;
  readonly onMove: (column: string, place: number) => void;
}

export interface GridHandle {
  focus(): void;
  reveal(row: number): void;
  /** The row that a refresh leaves in place; null at the very top, where nobody looks at any. */
  attended(): number | null;
}

export interface GridProps<Row> {
  /** Its name for screen readers. */
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rowCount: number;
  /** The rows at hand, the first of them being row `offset` of the table. */
  readonly offset: number;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Changes when the same rows are put in another order or another choice of them is shown: scrolls to the top. */
  readonly arrangement: string;
  readonly sort: readonly GridSort[];
  readonly onSort: (column: string, additional: boolean) => void;
  readonly isSelected: (row: Row) => boolean;
  readonly rowClass?: (row: Row) => string | undefined;
  /** What the look of a row says, for screen readers. */
  readonly rowNote?: (row: Row) => string | undefined;
  /** Widths that the person gave columns, and how columns are arranged; without it they stay as they are. */
  readonly widths?: ColumnWidths;
  readonly arranging?: Arranging;
  /** Stands at the end of the head. */
  readonly headTools?: ReactNode;
  /** A cell was clicked with the other button, or the menu key was pressed at it. */
  readonly onMenu?: (place: CellPlace) => void;
  /** The row that the keyboard is at. */
  readonly activeRow: number | null;
  readonly onGo: (row: number, gesture: RowGesture) => void;
  readonly onOpen?: (row: number) => void;
  /** The row that the keyboard is at is to be chosen beside the others, or no longer. */
  readonly onToggle?: (row: number) => void;
  /** Which rows are drawn. */
  readonly onRange?: (first: number, end: number) => void;
  /** A number that goes up when cells that show time must be drawn again. */
  readonly tick?: number;
  /** Whether j and k move like the arrows. */
  readonly singleKeys: boolean;
  /** The row to begin with, as a fraction; for tables that come back. */
  readonly startRow?: number;
  /** Called when the table goes, with the first row in sight. */
  readonly onLeave?: (firstRow: number) => void;
  readonly handle?: Ref<GridHandle>;
  /** Whether new rows at the top push the others down, whoever looks at them: a tail that is followed. */
  readonly follows?: boolean;
  /** Called with the first row in sight, as a fraction, whenever that may have changed by scrolling. */
  readonly onScroll?: (firstRow: number) => void;
}

/** px, as `--row-height` of tokens.css. */
const rowHeights = { comfortable: 26, compact: 22 } as const;
const HEAD_HEIGHT = 29;
const AS_THEY_ARE: ColumnWidths = {};

/**
 * A table of any length with rows of one height, of which only those in sight are in the page. A refresh never moves
 * the row under the pointer, nor the one that the keyboard is at, nor, scrolled away from the top, the first in sight.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const { label, columns, rowCount, offset, rows, keyOf, arrangement, activeRow, tick = 0 } = props;
  const { onGo, onOpen, onRange, onMenu, isSelected, rowClass, rowNote, singleKeys, handle } = props;
  const { onLeave, headTools, arranging, widths = AS_THEY_ARE } = props;
  const id = useId();
  const rowHeight = rowHeights[usePreference((preferences) => preferences.density)];
  const pane = useRowWindow({
    rowCount,
    rowHeight,
    headHeight: HEAD_HEIGHT,
    startRow: props.startRow ?? 0,
  });
  const { scroller, slots, reveal, firstInSight } = pane;
  const shown = useRef(new Map<number, { readonly index: number; readonly row: Row }>());
  const pointerY = useRef<number | null>(null);
  const columnWidths = useColumnWidths(scroller, { columns, widths, hasTools: headTools !== undefined });
  const [atColumn, setAtColumn] = useState<string | null>(null);
  const activeColumn = columns.some((column) => column.id === atColumn) ? atColumn : null;

  useEffect(() => () => onLeave?.(firstInSight()), [onLeave, firstInSight]);

  useEffect(() => {
    onRange?.(slots.first, slots.end);
  }, [onRange, slots.first, slots.end]);

  const active = visible(activeRow, slots);
  const drawn = Array.from({ length: slots.end - slots.first }, (_, index) => slots.first + index);
  const isWaiting = slots.first < offset || slots.end > offset + rows.length;
  useLayoutEffect(() => {
    for (const index of drawn) {
      const row = rows[index - offset];
      if (row !== undefined) shown.current.set(slotOf(index, slots), { index, row });
    }
  });

  const rowUnder = (clientY: number | null): number | null => {
    const box = clientY === null ? null : scroller.current?.getBoundingClientRect();
    if (clientY === null || !box) return null;
    const row = Math.floor(firstInSight() + (clientY - box.top - HEAD_HEIGHT) / rowHeight);
    return visible(row, slots);
  };
  const attended = () => {
    const first = firstInSight();
    return rowUnder(pointerY.current) ?? visible(activeRow, slots) ?? (first > 0 ? Math.floor(first) : null);
  };
  useAnchor({ rows, offset, keyOf, arrangement, follows: props.follows ?? false }, pane, attended);
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus(), reveal, attended }));

  const onActiveRow = (event: KeyboardEvent, row: number) => {
    const column = columnAfterKey(event, columns, activeColumn);
    if (column !== undefined) {
      setAtColumn(column);
      if (column !== null) revealCell(scroller.current, columns, row, column);
    } else if (isMenuKey(event)) {
      const place = cellAt(scroller.current, columns, row, activeColumn ?? columns[0]?.id ?? '');
      if (place) onMenu?.(place);
    } else if (isToggleKey(event)) props.onToggle?.(row);
    else if (event.key === 'Enter') onOpen?.(row);
    else return;
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const next = rowAfterKey(event, { activeRow, rowCount, pageRows: pane.pageRows, singleKeys });
    if (next === null) {
      if (activeRow !== null) onActiveRow(event, activeRow);
      return;
    }
    event.preventDefault();
    reveal(next);
    onGo(next, { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey, byPointer: false });
  };

  return (
    <table
      ref={scroller}
      className={styles.grid}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows can be gone to and chosen by keyboard
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        active === null ? undefined : cellId(`${id}-${slotOf(active, slots)}`, activeColumn)
      }
      tabIndex={0}
      onScroll={() => {
        pane.onScroll();
        props.onScroll?.(firstInSight());
      }}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        pointerY.current = event.clientY;
      }}
      onPointerLeave={() => {
        pointerY.current = null;
      }}
      onClick={(event) => {
        const row = rowOfEvent(event);
        if (row === null || rows[row - offset] === undefined) return;
        onGo(row, { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey, byPointer: true });
      }}
      onContextMenu={(event) => {
        if (!onMenu) return;
        // The menu key comes as a key, too.
        event.preventDefault();
        const place = cellUnderPointer(event, columns);
        if (place !== null && rows[place.row - offset] !== undefined) onMenu(place);
      }}
    >
      <GridHead
        columns={columns}
        sort={props.sort}
        onSort={props.onSort}
        onDraw={columnWidths.draw}
        arranging={
          arranging && {
            onMove: arranging.onMove,
            onResize: (column, width) => arranging.onResize(column, columnWidths.settle(column, width)),
          }
        }
        tools={headTools}
      />
      <tbody className={styles.body} style={{ height: pane.height }} aria-busy={isWaiting}>
        {drawn.map((index) => {
          const slot = slotOf(index, slots);
          const row = rows[index - offset];
          const last = shown.current.get(slot);
          // Its row is not at hand yet: what the slot showed before waits out of sight, for that costs nothing.
          const content = row === undefined ? last : { index, row };
          if (content === undefined) return null;
          return (
            <GridRow
              key={slot}
              id={`${id}-${slot}`}
              index={content.index}
              top={row === undefined ? null : index * rowHeight - pane.shift}
              row={content.row}
              columns={columns}
              selected={isSelected(content.row)}
              active={row !== undefined && index === activeRow}
              className={rowClass?.(content.row)}
              activeColumn={row !== undefined && index === activeRow ? activeColumn : null}
              note={rowNote?.(content.row)}
              tick={tick}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function visible(row: number | null, range: { readonly first: number; readonly end: number }): number | null {
  return row !== null && row >= range.first && row < range.end ? row : null;
}
