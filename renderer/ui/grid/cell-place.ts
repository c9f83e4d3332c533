/** A cell, and where on the screen something that belongs to it goes, px. */
export interface CellPlace {
  readonly row: number;
  readonly column: string;
  readonly x: number;
  readonly y: number;
}

interface NamedColumn {
  readonly id: string;
}

/** The row that an event happened in; null outside of all rows. */
export function rowOfEvent({ target }: { readonly target: EventTarget }): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row ? Number(row.dataset.row) : null;
}

/** The cell under the pointer; null where there is none. */
export function cellUnderPointer(
  event: { readonly target: EventTarget; readonly clientX: number; readonly clientY: number },
  columns: readonly NamedColumn[],
): CellPlace | null {
  const row = rowOfEvent(event);
  const cell = event.target instanceof Element ? event.target.closest('td') : null;
  const column = cell && columns[cell.cellIndex];
  return row === null || !column ? null : { row, column: column.id, x: event.clientX, y: event.clientY };
}

/** A cell by its row and column; null when the row is not drawn. */
export function cellAt(
  table: HTMLTableElement | null,
  columns: readonly NamedColumn[],
  row: number,
  column: string,
): CellPlace | null {
  const box = cellElement(table, columns, row, column)?.getBoundingClientRect();
  return box ? { row, column, x: box.left + 8, y: box.bottom } : null;
}

/** Scrolls sideways until a cell is in sight. */
export function revealCell(
  table: HTMLTableElement | null,
  columns: readonly NamedColumn[],
  row: number,
  column: string,
): void {
  cellElement(table, columns, row, column)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function cellElement(
  table: HTMLTableElement | null,
  columns: readonly NamedColumn[],
  row: number,
  column: string,
): Element | undefined {
  const place = columns.findIndex(({ id }) => id === column);
  return table?.querySelector(`[data-row="${row}"]:not([aria-hidden=true])`)?.children[place];
}
