import { describe, expect, test } from 'vitest';
import { columnAfterKey, isMenuKey, isToggleKey, rowAfterKey, rowKeys } from './row-keys.ts';

const place = { activeRow: 10, rowCount: 100, pageRows: 30, singleKeys: true };
const press = (key: string, modifiers: { ctrlKey?: boolean; altKey?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...modifiers,
});

describe('keys in a table', () => {
  test.each([
    ['ArrowDown', 11],
    ['j', 11],
    ['ArrowUp', 9],
    ['k', 9],
    ['PageDown', 40],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 99],
  ])('%s leads to row %i', (key, row) => {
    expect(rowAfterKey(press(key), place)).toBe(row);
  });

  test('the first key down goes to the first row, the first key up to the last', () => {
    expect(rowAfterKey(press('ArrowDown'), { ...place, activeRow: null })).toBe(0);
    expect(rowAfterKey(press('ArrowUp'), { ...place, activeRow: null })).toBe(99);
    expect(rowAfterKey(press('End'), { ...place, activeRow: null })).toBe(99);
  });

  test('letters can be switched off, and mean something else with Ctrl', () => {
    expect(rowAfterKey(press('j'), { ...place, singleKeys: false })).toBeNull();
    expect(rowAfterKey(press('k', { ctrlKey: true }), place)).toBeNull();
  });

  test('an empty table has nowhere to go', () => {
    expect(rowAfterKey(press('ArrowDown'), { ...place, activeRow: null, rowCount: 0 })).toBeNull();
  });

  test('other keys are none of its business', () => {
    expect(rowAfterKey(press('Delete'), place)).toBeNull();
    expect(rowAfterKey(press('ArrowDown', { altKey: true }), place)).toBeNull();
  });
});

/** The browser's names of keys that people call otherwise. */
const eventKeys: Readonly<Record<string, string>> = {
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  Space: ' ',
};

const columns = [{ id: 'source' }, { id: 'zone' }];

test('arrows to the side go from cell to cell, and from the first back to the row as a whole', () => {
  expect(columnAfterKey(press('ArrowRight'), columns, null)).toBe('source');
  expect(columnAfterKey(press('ArrowRight'), columns, 'zone')).toBe('zone');
  expect(columnAfterKey(press('ArrowLeft'), columns, 'source')).toBeNull();
  expect(columnAfterKey(press('ArrowLeft', { ctrlKey: true }), columns, 'source')).toBeUndefined();
});

test('Space alone is left to the page, and toggles a row with Ctrl', () => {
  expect(isToggleKey(press(' '))).toBe(false);
  expect(isToggleKey(press(' ', { ctrlKey: true }))).toBe(true);
});

test('every key in the list of keys moves, chooses or opens the menu, but for Enter', () => {
  for (const name of rowKeys.flatMap(({ keys }) => keys).filter((key) => key !== 'Enter')) {
    const key = name.replace(/^(Shift|Ctrl)\+/, '');
    const stroke = press(eventKeys[key] ?? key, { ctrlKey: name.startsWith('Ctrl+') });
    const isTaken =
      rowAfterKey(stroke, place) !== null ||
      columnAfterKey(stroke, columns, null) !== undefined ||
      isToggleKey(stroke) ||
      isMenuKey({ ...stroke, shiftKey: name.startsWith('Shift+') });
    expect(isTaken, name).toBe(true);
  }
});
