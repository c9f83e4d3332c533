/** Rows of a table from `offset` on, by their keys. */
export interface KeyedRows {
  readonly offset: number;
  readonly keys: readonly string[];
}

/**
 * By how many rows the surroundings of a row moved when the rows changed: the row itself tells, or when it is gone
 * the nearest one that is still there. 0 when nothing near is known in both.
 */
export function movedBy(before: KeyedRows, after: KeyedRows, row: number): number {
  const places = new Map(after.keys.map((key, index) => [key, after.offset + index]));
  const start = row - before.offset;
  for (let distance = 0; distance < before.keys.length; distance += 1) {
    for (const index of distance === 0 ? [start] : [start + distance, start - distance]) {
      const key = before.keys[index];
      const place = key === undefined ? undefined : places.get(key);
      if (place !== undefined) return place - (before.offset + index);
    }
  }
  return 0;
}
