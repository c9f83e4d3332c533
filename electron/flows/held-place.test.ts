import { expect, test } from 'vitest';
import { moveOf } from './held-place.ts';

test.each([
  ['all by as much', [500, 500, 500], 500],
  ['nearly all', [500, 501, 503, -90_000], 501],
  ['up', [-40, -40, -41], -40],
  ['each its own way', [500, 90_000, -30, 7000], 0],
  ['the only one', [70], 70],
  ['none', [], 0],
])('rows that moved %s tell how their surroundings did', (_, moves, expected) => {
  expect(moveOf(moves)).toBe(expected);
});
