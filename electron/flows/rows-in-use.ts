import * as Row from '../../shared/flow-record.ts';
import { COLUMN_STRIDE, ROW_MASK, SEGMENT_SHIFT } from './columns.ts';

/**
 * How many rows of each segment are in use: so the rows of one screen of the whole table, in the order in which they lie,
 * are found by looking through a segment or two, however large the table is.
 */
export class RowsInUse {
  readonly #bySegment: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(row: number): void {
    this.#change(row, 1);
  }

  remove(row: number): void {
    this.#change(row, -1);
  }

  /** The rows in use number `from` to before `to`, ascending. */
  slice(segments: readonly Uint32Array[], from: number, to: number): number[] {
    const rows: number[] = [];
    let before = 0;
    for (const [number, segment] of segments.entries()) {
      const used = this.#bySegment[number] ?? 0;
      if (before + used > from && before < to) {
        let place = before;
        for (let at = 0; at <= ROW_MASK && place < Math.min(to, before + used); at++) {
          if (segment[Row.KIND * COLUMN_STRIDE + at] === 0) continue;
          if (place >= from) rows.push((number << SEGMENT_SHIFT) + at);
          place++;
        }
      }
      before += used;
    }
    return rows;
  }

  /** How many rows in use are before a row. */
  placeOf(segments: readonly Uint32Array[], row: number): number {
    const own = row >>> SEGMENT_SHIFT;
    let place = 0;
    for (let number = 0; number < own; number++) place += this.#bySegment[number] ?? 0;
    const kinds = segments[own]?.subarray(
      Row.KIND * COLUMN_STRIDE,
      Row.KIND * COLUMN_STRIDE + (row & ROW_MASK),
    );
    for (const kind of kinds ?? []) if (kind !== 0) place++;
    return place;
  }

  #change(row: number, by: 1 | -1): void {
    const segment = row >>> SEGMENT_SHIFT;
    this.#bySegment[segment] = (this.#bySegment[segment] ?? 0) + by;
    this.#count += by;
  }
}
