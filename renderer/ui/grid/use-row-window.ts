import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { NO_SLOTS, type RowSlots, slotsFor } from './row-slots.ts';
import {
  extentOf,
  follow,
  logicalTop,
  positionAt,
  rangeAt,
  revealing,
  type ScrollPosition,
} from './scroll-scale.ts';

interface RowWindowOptions {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** The row that is at the top at first. */
  readonly startRow: number;
  /** Height of what sticks to the top of the scrolling element, px. */
  readonly headHeight: number;
}

export interface RowWindow {
  /** For the element that scrolls. */
  readonly scroller: RefObject<HTMLTableElement | null>;
  readonly onScroll: () => void;
  /** The rows to draw, each in its slot. Row n goes n row heights less `shift` px down in an element `height` px tall. */
  readonly slots: RowSlots;
  readonly shift: number;
  readonly height: number;
  /** How many whole rows fit into the window. */
  readonly pageRows: number;
  /** First row in sight, as a fraction. */
  firstInSight(): number;
  scrollToRow(row: number): void;
  /** Scrolls as little as is needed to show a row whole. */
  reveal(row: number): void;
}

/** Rows drawn beyond the window on either side, so that scrolling by wheel never shows a gap. */
const OVERSCAN = 8;
const TOP: ScrollPosition = { physical: 0, shift: 0 };

/** Draws only those rows of a table that are in sight. Every row has the same height. */
export function useRowWindow({ rowCount, rowHeight, startRow, headHeight }: RowWindowOptions): RowWindow {
  const scroller = useRef<HTMLTableElement>(null);
  const position = useRef(TOP);
  const start = useRef<number | null>(startRow);
  const [viewport, setViewport] = useState(0);
  const [drawn, setDrawn] = useState({ slots: NO_SLOTS, shift: 0 });
  const extent = useMemo(() => extentOf(rowCount, rowHeight, viewport), [rowCount, rowHeight, viewport]);

  const mostRows = Math.ceil(viewport / rowHeight) + 1 + 2 * OVERSCAN;

  const draw = useCallback(() => {
    const { shift } = position.current;
    const range = rangeAt(logicalTop(position.current), viewport, rowHeight, rowCount, OVERSCAN);
    setDrawn((before) => {
      const { slots } = before;
      if (slots.first === range.first && slots.end === range.end && before.shift === shift) return before;
      return { slots: slotsFor(range, mostRows, slots), shift };
    });
  }, [viewport, rowHeight, rowCount, mostRows]);

  const moveTo = useCallback(
    (next: ScrollPosition) => {
      position.current = next;
      const element = scroller.current;
      if (element && element.scrollTop !== next.physical) element.scrollTop = next.physical;
      draw();
    },
    [draw],
  );

  const onScroll = useCallback(() => {
    const physical = scroller.current?.scrollTop ?? 0;
    const next = follow(position.current, physical, extent);
    if (next.physical === physical) {
      position.current = next;
      draw();
    } else {
      moveTo(next);
    }
  }, [extent, draw, moveTo]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setViewport(Math.max(0, element.clientHeight - headHeight));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [headHeight]);

  // The table or its window changed size: stay at the same rows, as far as they are still there.
  useLayoutEffect(() => {
    if (start.current !== null && viewport > 0) {
      const first = start.current * rowHeight;
      start.current = null;
      moveTo(positionAt(first, extent));
      return;
    }
    const logical = logicalTop(position.current);
    const kept = positionAt(logical, extent);
    const isInRange = logicalTop(kept) === logical;
    const isScaled = extent.physicalHeight !== extent.logicalHeight;
    if (isInRange && (isScaled || position.current.shift === 0)) draw();
    else moveTo(kept);
  }, [extent, viewport, rowHeight, draw, moveTo]);

  const firstInSight = useCallback(() => logicalTop(position.current) / rowHeight, [rowHeight]);

  return {
    scroller,
    onScroll,
    slots: drawn.slots,
    shift: drawn.shift,
    height: extent.physicalHeight,
    pageRows: Math.max(1, Math.floor(viewport / rowHeight)),
    firstInSight,
    scrollToRow: (row) => moveTo(positionAt(row * rowHeight, extent)),
    reveal(row) {
      const target = revealing(row, logicalTop(position.current), viewport, rowHeight);
      if (target !== null) moveTo(positionAt(target, extent));
    },
  };
}
