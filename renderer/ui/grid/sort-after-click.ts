interface Key<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

/**
 * The sort after a click on a column: ascending, then descending, then as it came. `additional`, a click with Shift,
 * leaves the other keys as they are.
 */
export function sortAfterClick<Column extends string>(
  sort: readonly Key<Column>[],
  column: Column,
  additional: boolean,
  atMost: number,
): readonly Key<Column>[] {
  const known = sort.find((key) => key.column === column);
  const next = known?.descending ? [] : [{ column, descending: known !== undefined }];
  if (!additional) return next;
  if (known) return sort.flatMap((key) => (key.column === column ? next : [key]));
  return [...sort.slice(0, atMost - 1), ...next];
}
