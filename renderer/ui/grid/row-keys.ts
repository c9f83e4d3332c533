/** The keys that act in a table, for the list of keys. A test presses each. */
export const rowKeys: readonly { readonly title: string; readonly keys: readonly string[] }[] = [
  { title: 'One row up or down', keys: ['↑', '↓'] },
  { title: 'One row down, up', keys: ['j', 'k'] },
  { title: 'One page', keys: ['PgUp', 'PgDn'] },
  { title: 'First row, last row', keys: ['Home', 'End'] },
  { title: 'Extend the selection', keys: ['Shift+↑', '↓'] },
  { title: 'Select a row as well, or not', keys: ['Ctrl+Space'] },
  { title: 'One cell to the side', keys: ['←', '→'] },
  { title: 'Menu of the cell', keys: ['Shift+F10'] },
  { title: 'Details', keys: ['Enter'] },
];

interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

interface Place {
  readonly activeRow: number | null;
  readonly rowCount: number;
  readonly pageRows: number;
  /** Whether j and k act. */
  readonly singleKeys: boolean;
}

/** The row that a key leads to; null when it is no key for moving, or there are no rows. */
export function rowAfterKey(stroke: KeyStroke, place: Place): number | null {
  const { activeRow, rowCount } = place;
  if (rowCount === 0 || stroke.altKey) return null;
  const step = stepOf(stroke, place);
  if (step === null) return null;
  const from = activeRow ?? (step > 0 ? -1 : rowCount);
  return Math.min(Math.max(from + step, 0), rowCount - 1);
}

function stepOf({ key, ctrlKey, metaKey }: KeyStroke, { pageRows, singleKeys }: Place): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return pageRows;
    case 'PageUp':
      return -pageRows;
    case 'Home':
      return Number.NEGATIVE_INFINITY;
    case 'End':
      return Number.POSITIVE_INFINITY;
    case 'j':
      return singleKeys && !ctrlKey && !metaKey ? 1 : null;
    case 'k':
      return singleKeys && !ctrlKey && !metaKey ? -1 : null;
    default:
      return null;
  }
}

/** The column that a key leads to, null for none; undefined when it is no key for moving sideways. */
export function columnAfterKey(
  { key, ctrlKey, metaKey, altKey }: KeyStroke,
  columns: readonly { readonly id: string }[],
  active: string | null,
): string | null | undefined {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || ctrlKey || metaKey || altKey) return undefined;
  const place = columns.findIndex(({ id }) => id === active) + step;
  return columns[Math.min(place, columns.length - 1)]?.id ?? null;
}

/** Whether a key adds a row to those that are chosen, or takes it out. */
export function isToggleKey({ key, ctrlKey, metaKey, altKey }: KeyStroke): boolean {
  return key === ' ' && (ctrlKey || metaKey) && !altKey;
}

/** Whether a key asks for a menu. */
export function isMenuKey({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}
