import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { usePreference } from '../../preferences.ts';
import styles from './grid.module.css';
import { GridHead, type GridSort } from './grid-head.tsx';
import { GridRow, type RowColumn } from './grid-row.tsx';
import { rowAfterKey } from './row-keys.ts';
import { slotOf } from './row-slots.ts';
import { useAnchor } from './use-anchor.ts';
import { useRowWindow } from './use-row-window.ts';

export interface GridColumn<Row> extends RowColumn<Row> {
  readonly title: string;
  /** Its least width, px. */
  readonly width: number;
  /** Its share of the room that is left; none when absent. */
  readonly grow?: number;
  readonly sortable?: boolean;
}

/** How the person moved or clicked: `extend` with Shift, `toggle` with Ctrl. */
export interface RowGesture {
  readonly extend: boolean;
  readonly toggle: boolean;
  readonly byPointer: boolean;
}

export interface GridHandle {
  focus(): void;
  reveal(row: number): void;
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
  /** The row that the keyboard is at. */
  readonly activeRow: number | null;
  readonly onGo: (row: number, gesture: RowGesture) => void;
  readonly onOpen?: (row: number) => void;
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
}

/** px, as `--row-height` of tokens.css. */
const rowHeights = { comfortable: 26, compact: 22 } as const;
const HEAD_HEIGHT = 29;

/**
 * A table of any length with rows of one height, of which only those in sight are in the page. A refresh never moves
 * the row under the pointer, nor the one that the keyboard is at, nor, scrolled away from the top, the first in sight.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const { label, columns, rowCount, offset, rows, keyOf, arrangement, activeRow, tick = 0 } = props;
  const { onGo, onOpen, onRange, isSelected, rowClass, singleKeys, handle, onLeave } = props;
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

  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus(), reveal }));

  useLayoutEffect(() => {
    const style = scroller.current?.style;
    style?.setProperty('--columns', columns.map(trackOf).join(' '));
    style?.setProperty('--least-width', `${columns.reduce((sum, column) => sum + column.width, 0)}px`);
  }, [scroller, columns]);

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
  useAnchor(
    { rows, offset, keyOf, arrangement },
    pane,
    () => rowUnder(pointerY.current) ?? visible(activeRow, slots),
  );

  const rowAt = (event: MouseEvent): number | null => {
    const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    return element instanceof HTMLElement ? Number(element.dataset.row) : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const next = rowAfterKey(event, { activeRow, rowCount, pageRows: pane.pageRows, singleKeys });
    if (next === null) {
      if (event.key === 'Enter' && activeRow !== null) onOpen?.(activeRow);
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
      aria-activedescendant={active === null ? undefined : `${id}-${slotOf(active, slots)}`}
      tabIndex={0}
      onScroll={pane.onScroll}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        pointerY.current = event.clientY;
      }}
      onPointerLeave={() => {
        pointerY.current = null;
      }}
      onClick={(event) => {
        const row = rowAt(event);
        if (row === null || rows[row - offset] === undefined) return;
        onGo(row, { extend: event.shiftKey, toggle: event.ctrlKey || event.metaKey, byPointer: true });
      }}
    >
      <GridHead columns={columns} sort={props.sort} onSort={props.onSort} />
      <tbody
        className={styles.body}
        style={{ height: pane.height, backgroundPositionY: -(pane.shift % rowHeight) }}
        aria-busy={isWaiting}
      >
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
              tick={tick}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function trackOf({ width, grow }: { readonly width: number; readonly grow?: number }): string {
  return grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`;
}

function visible(row: number | null, range: { readonly first: number; readonly end: number }): number | null {
  return row !== null && row >= range.first && row < range.end ? row : null;
}
