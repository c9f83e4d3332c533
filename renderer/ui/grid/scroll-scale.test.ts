import { describe, expect, test } from 'vitest';
import {
  extentOf,
  follow,
  logicalTop,
  positionAt,
  rangeAt,
  revealing,
  type ScrollPosition,
  TALLEST_ELEMENT,
} from './scroll-scale.ts';

const ROW = 26;
const VIEWPORT = 780;
const TOP: ScrollPosition = { physical: 0, shift: 0 };
const small = extentOf(1_000, ROW, VIEWPORT);
const huge = extentOf(2_000_000, ROW, VIEWPORT);
const hugeLast = 2_000_000 * ROW - VIEWPORT;

describe('a table that fits into an element', () => {
  test('is scrolled as it is', () => {
    expect(small.physicalHeight).toBe(26_000);
    expect(follow(TOP, 5_000, small)).toEqual({ physical: 5_000, shift: 0 });
    expect(positionAt(5_000, small)).toEqual({ physical: 5_000, shift: 0 });
  });

  test('stops at its ends', () => {
    expect(positionAt(-10, small).physical).toBe(0);
    expect(positionAt(1e9, small).physical).toBe(26_000 - VIEWPORT);
  });

  test('that is shorter than its window does not scroll', () => {
    expect(positionAt(50, extentOf(3, ROW, VIEWPORT))).toEqual(TOP);
  });
});

describe('a table of 2,000,000 rows', () => {
  test('has an element that Chromium can hold', () => {
    expect(huge.physicalHeight).toBe(TALLEST_ELEMENT);
  });

  test('shows its very last row when the bar is dragged to the end', () => {
    const end = follow(TOP, TALLEST_ELEMENT - VIEWPORT, huge);
    expect(logicalTop(end)).toBeCloseTo(hugeLast, 3);
    expect(rangeAt(logicalTop(end), VIEWPORT, ROW, 2_000_000, 0).end).toBe(2_000_000);
  });

  test('moves by as many pixels as the wheel does', () => {
    let position = positionAt(20_000_000, huge);
    for (let turn = 0; turn < 500; turn += 1) position = follow(position, position.physical + 100, huge);
    expect(logicalTop(position)).toBe(20_050_000);
  });

  test('lets the wheel reach both ends from anywhere near them', () => {
    for (const [start, step, goal] of [
      [300_000, -120, 0],
      [hugeLast - 300_000, 120, hugeLast],
    ] as const) {
      let position = positionAt(start, huge);
      for (let turn = 0; turn < 3_000; turn += 1) {
        const bar = Math.min(Math.max(position.physical + step, 0), TALLEST_ELEMENT - VIEWPORT);
        position = follow(position, bar, huge);
      }
      expect(logicalTop(position)).toBe(goal);
    }
  });

  test('can be asked for any row', () => {
    for (const row of [0, 1, 777_777, 1_999_970]) {
      const position = positionAt(row * ROW, huge);
      expect(logicalTop(position)).toBe(row * ROW);
      expect(position.physical).toBeGreaterThanOrEqual(0);
      expect(position.physical).toBeLessThanOrEqual(TALLEST_ELEMENT - VIEWPORT);
    }
  });

  test('never scrolls beyond an end', () => {
    const nearTop: ScrollPosition = { physical: 100, shift: -50 };
    expect(logicalTop(follow(nearTop, 20, huge))).toBe(0);
  });
});

describe('the rows drawn', () => {
  test('are those in sight and a few more', () => {
    expect(rangeAt(260, 260, ROW, 100, 2)).toEqual({ first: 8, end: 22 });
  });

  test('include a row of which only a pixel shows', () => {
    expect(rangeAt(259, 260, ROW, 100, 0)).toEqual({ first: 9, end: 20 });
  });

  test('end with the table', () => {
    expect(rangeAt(0, 260, ROW, 4, 5)).toEqual({ first: 0, end: 4 });
    expect(rangeAt(9_999, 260, ROW, 4, 0)).toEqual({ first: 4, end: 4 });
  });
});

describe('revealing a row', () => {
  test('moves no further than needed', () => {
    expect(revealing(3, 260, 260, ROW)).toBe(78);
    expect(revealing(20, 260, 260, ROW)).toBe(286);
    expect(revealing(12, 260, 260, ROW)).toBeNull();
  });
});
