import { beforeEach, expect, test, vi } from 'vitest';
import { enterFilter, narrow } from './filter-text.ts';
import { flowRowsStore } from './flow-rows.ts';

beforeEach(() => {
  // Filters that were used are remembered among the preferences, and these show in the document.
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  enterFilter('');
});

test('a condition joins the filter in force', () => {
  enterFilter('tcp or udp');
  expect(narrow('zone == 7')).toBe(true);
  expect(flowRowsStore.getState().filter).toBe('(tcp or udp) and zone == 7');
});

test('a condition for which there is no room is refused, and the filter stays in force', () => {
  const long = Array(1500).fill('zone == 7').join(' or ');
  expect(enterFilter(long)).toBe(true);
  expect(narrow(long)).toBe(false);
  expect(flowRowsStore.getState().filter).toBe(long);
});
