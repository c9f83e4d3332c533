import { expect, it } from 'vitest';
import { movesWithTime } from './filter-time.ts';
import { filterFrom } from './query.ts';

it.each(['timeout < 30s', 'age >= 5m', 'tcp && !(timeout in 1s..9s)', 'zone == 1 or not age > 1h'])(
  'what matches `%s` changes as time passes',
  (filter) => {
    expect(movesWithTime(filterFrom(filter))).toBe(true);
  },
);

it.each([
  '',
  'tcp',
  'bytes > 1MB',
  'started > 2026-01-01',
  'bytes.orig > bytes.reply',
  'not zone == 3',
  'dns',
])('what matches `%s` stays until something happens', (filter) => {
  expect(movesWithTime(filterFrom(filter))).toBe(false);
});
