import { expect, test } from 'vitest';
import { movedBy } from './anchor.ts';

const rows = (offset: number, text: string) => ({ offset, keys: [...text] });

test('a row that stayed where it was did not move', () => {
  expect(movedBy(rows(10, 'abcdef'), rows(10, 'abcdef'), 12)).toBe(0);
});

test('rows that came in above move it down', () => {
  expect(movedBy(rows(10, 'abcdef'), rows(10, 'xyabcdef'), 12)).toBe(2);
});

test('rows that went above move it up, though the answer starts elsewhere', () => {
  expect(movedBy(rows(10, 'abcdef'), rows(7, 'bcdef'), 12)).toBe(-4);
});

test('a row that went is represented by its nearest neighbour', () => {
  expect(movedBy(rows(0, 'abcdef'), rows(0, 'xabdef'), 2)).toBe(0);
  expect(movedBy(rows(0, 'abc'), rows(0, 'xab'), 2)).toBe(1);
});

test('rows that have nothing in common say nothing', () => {
  expect(movedBy(rows(0, 'abc'), rows(0, 'xyz'), 1)).toBe(0);
});
