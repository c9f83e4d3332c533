import { expect, test } from 'vitest';
import { movedTo, withElement } from './column-layout.ts';

test('a column goes to its place, the others keep their order', () => {
  expect(movedTo(['a', 'b', 'c', 'd'], 'a', 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(movedTo(['a', 'b', 'c', 'd'], 'd', 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(movedTo(['a', 'b'], 'x', 0)).toEqual(['a', 'b']);
});

test('a column that is shown comes last, and none is there twice', () => {
  expect(withElement(['a', 'b'], 'c', true)).toEqual(['a', 'b', 'c']);
  expect(withElement(['a', 'b'], 'a', true)).toEqual(['b', 'a']);
});

test('columns can be hidden, but not the last', () => {
  expect(withElement(['a', 'b'], 'a', false)).toEqual(['b']);
  expect(withElement(['b'], 'b', false)).toEqual(['b']);
});
