import type { RowRange } from './scroll-scale.ts';

/**
 * Which of a table's elements shows which row: row n has slot (n + `turn`) modulo `count`. A row that scrolls out of sight
 * leaves its slot to one that comes in, so scrolling makes no elements.
 */
export interface RowSlots {
  readonly first: number;
  readonly end: number;
  readonly count: number;
  readonly turn: number;
}

export const NO_SLOTS: RowSlots = { first: 0, end: 0, count: 1, turn: 0 };

/** The slots for another range of at most `count` rows. Rows that stay keep their slots, and after a jump the slots their order. */
export function slotsFor({ first, end }: RowRange, count: number, before: RowSlots): RowSlots {
  if (count !== before.count) return { first, end, count, turn: 0 };
  const isJump = first >= before.end || end <= before.first;
  const turn = isJump ? before.turn + before.first - first : before.turn;
  return { first, end, count, turn: modulo(turn, count) };
}

/** The slot of a row, from 0. */
export function slotOf(row: number, { count, turn }: Pick<RowSlots, 'count' | 'turn'>): number {
  return modulo(row + turn, count);
}

function modulo(value: number, count: number): number {
  return ((value % count) + count) % count;
}
