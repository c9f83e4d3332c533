import { expect, test } from 'vitest';
import { StatusBit } from '../../shared/status.ts';
import { FlowTable, GHOST_MS } from './flow-table.ts';
import { rowOf } from './read-row.ts';
import { manualClock, put } from './table.test-support.ts';

test('a row tells for a while which of the flashing columns changed', () => {
  const clock = manualClock();
  const table = new FlowTable(clock);
  put(table, 'new', { source: 1, state: 1 });
  clock.advance(GHOST_MS);
  expect(rowOf(table, 0)).toMatchObject({ changedSince: null, changed: [] });
  put(table, 'updated', { source: 1, state: 3 });
  expect(rowOf(table, 0).changed).toEqual(['state']);
  clock.advance(GHOST_MS - 1);
  expect(rowOf(table, 0).changed).toEqual(['state']);
  put(table, 'updated', { source: 1, state: 4, status: StatusBit.assured });
  expect(rowOf(table, 0).changed).toEqual(['status', 'state']);
  clock.advance(GHOST_MS);
  expect(rowOf(table, 0)).toMatchObject({ changedSince: null, changed: [] });
});
