import { describe, expect, test } from 'vitest';
import { sortAfterClick } from './sort-after-click.ts';

const up = (column: string) => ({ column, descending: false });
const down = (column: string) => ({ column, descending: true });

describe('a click on a column', () => {
  test('sorts upwards, then downwards, then not at all', () => {
    expect(sortAfterClick([], 'bytes', false, 3)).toEqual([up('bytes')]);
    expect(sortAfterClick([up('bytes')], 'bytes', false, 3)).toEqual([down('bytes')]);
    expect(sortAfterClick([down('bytes')], 'bytes', false, 3)).toEqual([]);
  });

  test('takes the place of every other key', () => {
    expect(sortAfterClick([down('zone'), up('bytes')], 'state', false, 3)).toEqual([up('state')]);
  });

  test('with Shift adds a key', () => {
    expect(sortAfterClick([down('zone')], 'bytes', true, 3)).toEqual([down('zone'), up('bytes')]);
  });

  test('with Shift turns a key that is there, in its place, and then takes it away', () => {
    expect(sortAfterClick([up('zone'), up('bytes')], 'zone', true, 3)).toEqual([down('zone'), up('bytes')]);
    expect(sortAfterClick([down('zone'), up('bytes')], 'zone', true, 3)).toEqual([up('bytes')]);
  });

  test('with Shift replaces the last key when there are as many as can be', () => {
    expect(sortAfterClick([up('a'), up('b'), up('c')], 'd', true, 3)).toEqual([up('a'), up('b'), up('d')]);
  });
});
