import { expect, test } from 'vitest';
import { refOf } from '../../shared/flow.ts';
import { lifeKey, rowKey } from './flow-key.ts';
import { rowOf } from './rows.test-support.ts';

test('a row stays the same row when its flow ends, and when another life of it begins', () => {
  expect(rowKey(rowOf(1, { goneSince: 5 }))).toBe(rowKey(rowOf(1)));
  expect(rowKey(rowOf(1, { id: 77 }))).toBe(rowKey(rowOf(1)));
  expect(rowKey(rowOf(2))).not.toBe(rowKey(rowOf(1)));
});

test('lives of one flow are told apart by their ids', () => {
  expect(lifeKey(refOf(rowOf(1, { id: 77 }).flow))).not.toBe(lifeKey(refOf(rowOf(1).flow)));
});
