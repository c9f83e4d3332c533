import { useLayoutEffect, useRef } from 'react';
import { movedBy } from './anchor.ts';
import type { RowWindow } from './use-row-window.ts';

interface AnchoredRows<Row> {
  readonly rows: readonly Row[];
  readonly offset: number;
  readonly keyOf: (row: Row) => string;
  /** Another one means another order or choice of rows: the table then starts at its top. */
  readonly arrangement: string;
  /** Leaves nothing in place. */
  readonly follows: boolean;
}

/**
 * Scrolls along when new rows push the others away, so that a refresh leaves in place what someone looks at:
 * `attended` says which row that is.
 */
export function useAnchor<Row>(
  table: AnchoredRows<Row>,
  pane: Pick<RowWindow, 'firstInSight' | 'scrollToRow'>,
  attended: () => number | null,
): void {
  const shown = useRef<AnchoredRows<Row> & { readonly keys: readonly string[] }>(undefined);
  // Looks after every drawing, but only new rows make it act.
  useLayoutEffect(() => {
    const before = shown.current;
    const { rows, offset, keyOf, arrangement, follows } = table;
    if (before?.rows === rows && before.offset === offset && before.arrangement === arrangement) return;
    const after = { ...table, keys: rows.map(keyOf) };
    shown.current = after;
    if (before === undefined) return;
    if (before.arrangement !== arrangement) {
      pane.scrollToRow(0);
      return;
    }
    if (follows) return;
    const first = pane.firstInSight();
    const anchor = attended();
    const moved = anchor === null ? 0 : movedBy(before, after, anchor);
    if (moved !== 0) pane.scrollToRow(first + moved);
  });
}
