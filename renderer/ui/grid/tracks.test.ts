import { expect, test } from 'vitest';
import { allowedWidth, tracksOf } from './tracks.ts';

const columns = [
  { id: 'source', width: 160, grow: 1 },
  { id: 'zone', width: 70 },
];

test('columns share the room that is left, and no column is less than its least width', () => {
  expect(tracksOf(columns, {})).toEqual({ tracks: 'minmax(160px, 1fr) 70px', leastWidth: 230 });
});

test('a column that was given a width keeps it', () => {
  expect(tracksOf(columns, { source: 300 })).toEqual({ tracks: '300px 70px', leastWidth: 370 });
});

test('a column can be made neither so narrow that it is lost nor wider than a screen', () => {
  expect([allowedWidth(-5), allowedWidth(99.6), allowedWidth(1e9)]).toEqual([40, 100, 1200]);
});
