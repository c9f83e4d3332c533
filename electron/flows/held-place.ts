/** Moves of so many rows more or less than the others' are moves of the same kind: they still share a screen. */
const TOGETHER = 12;

/**
 * By how many rows the surroundings of some neighbouring rows moved, told by the moves of each. 0 when most of them did not
 * move together: where each goes its own way, as by rate, nobody wants to be taken along.
 */
export function moveOf(moves: readonly number[]): number {
  const inOrder = moves.toSorted((a, b) => a - b);
  const middle = inOrder[inOrder.length >> 1] ?? 0;
  const together = moves.filter((move) => Math.abs(move - middle) <= TOGETHER).length;
  return together * 2 > moves.length ? middle : 0;
}
