/**
 * Scrolling through more rows than an element can be tall.
 *
 * Chromium caps an element at 33,554,428 px after zoom and device scale, so a tall table gets a shorter element. Then
 * the scroll bar's position (physical, px) and the position among the rows (logical, px) differ. Small movements, a
 * wheel or a finger, count one to one so that every row can be reached; a jump, the thumb being dragged, counts in
 * proportion. `shift` = logical − physical; 0 throughout when the table is short enough.
 */

/** Leaves room for a zoom and device scale of up to 6.7 together. */
export const TALLEST_ELEMENT = 5_000_000;

export interface Extent {
  /** Height of all rows and of the element that stands for them, px. */
  readonly logicalHeight: number;
  readonly physicalHeight: number;
  /** Height of the rows' window, px. */
  readonly viewport: number;
}

export interface ScrollPosition {
  readonly physical: number;
  readonly shift: number;
}

export interface RowRange {
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
}

export function extentOf(rowCount: number, rowHeight: number, viewport: number): Extent {
  const logicalHeight = rowCount * rowHeight;
  return { logicalHeight, physicalHeight: Math.min(logicalHeight, TALLEST_ELEMENT), viewport };
}

/** Where the first visible pixel is among the rows. */
export function logicalTop(position: ScrollPosition): number {
  return position.physical + position.shift;
}

/** The position that shows a logical pixel at the top, as near as the table's ends allow. */
export function positionAt(logical: number, extent: Extent): ScrollPosition {
  const target = clamp(logical, 0, longestScroll(extent.logicalHeight, extent));
  if (extent.physicalHeight === extent.logicalHeight) return { physical: target, shift: 0 };
  // Whole pixels: browsers may round what they are given, and the shift has to agree with what they keep.
  const physical = Math.round(target * proportion(extent));
  return { physical, shift: target - physical };
}

/** What becomes of a position when the scroll bar moved to `physical`. */
export function follow(before: ScrollPosition, physical: number, extent: Extent): ScrollPosition {
  if (extent.physicalHeight === extent.logicalHeight) return { physical, shift: 0 };
  const lastPhysical = longestScroll(extent.physicalHeight, extent);
  const lastLogical = longestScroll(extent.logicalHeight, extent);
  if (Math.abs(physical - before.physical) > extent.viewport) {
    return { physical, shift: physical / proportion(extent) - physical };
  }
  const logical = physical + before.shift;
  const withinElement = physical > 0 && physical < lastPhysical;
  if (withinElement && logical >= 0 && logical <= lastLogical) return { physical, shift: before.shift };
  // At the end of its element the bar cannot move further although rows may be left: go on from the place that is
  // theirs in proportion. Where that is the end again, less than a row is left, and it counts as reached.
  const moved = positionAt(logical, extent);
  if (moved.physical <= 0) return positionAt(0, extent);
  return moved.physical >= lastPhysical ? positionAt(lastLogical, extent) : moved;
}

/** The rows to draw: those in sight and `overscan` more on either side. */
export function rangeAt(
  logical: number,
  viewport: number,
  rowHeight: number,
  rowCount: number,
  overscan: number,
): RowRange {
  const first = clamp(Math.floor(logical / rowHeight) - overscan, 0, rowCount);
  const end = clamp(Math.ceil((logical + viewport) / rowHeight) + overscan, first, rowCount);
  return { first, end };
}

/** The least movement that brings a row into sight whole; null when it is. */
export function revealing(row: number, logical: number, viewport: number, rowHeight: number): number | null {
  const top = row * rowHeight;
  if (top < logical) return top;
  const bottom = top + rowHeight;
  return bottom > logical + viewport ? bottom - viewport : null;
}

function proportion(extent: Extent): number {
  const logical = longestScroll(extent.logicalHeight, extent);
  return logical === 0 ? 1 : longestScroll(extent.physicalHeight, extent) / logical;
}

function longestScroll(height: number, extent: Extent): number {
  return Math.max(0, height - extent.viewport);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
