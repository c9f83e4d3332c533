import { beforeEach, describe, expect, test } from 'vitest';
import { initialPreferences } from '../../shared/preferences.ts';
import { preferenceStore } from '../preferences.ts';
import {
  formatAge,
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatMark,
  formatMoment,
  formatQuantity,
  formatRate,
  formatShare,
  formatSince,
} from './format.ts';

beforeEach(() => preferenceStore.setState(initialPreferences));

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [60, '60 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [5_230, '5.2 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [88_000_000, '88.0 MB'],
    [2 ** 64, '18.4 EB'],
  ])('%d are written %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('a rate is bytes per second', () => {
    expect(formatByteRate(4_100_000)).toBe('4.1 MB/s');
  });
});

describe('durations', () => {
  test.each([
    [0, '0 s'],
    [29.9, '29 s'],
    [59, '59 s'],
    [60, '1 m 0 s'],
    [118, '1 m 58 s'],
    [3_599, '59 m 59 s'],
    [11_520, '3 h 12 m'],
    [431_999, '4 d 23 h'],
    [2_147_483, '24 d 20 h'],
    [-3, '0 s'],
  ])('%d s are written %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('ages have a tenth while it means something', () => {
    expect(formatAge(240)).toBe('0.2 s');
    expect(formatAge(9_940)).toBe('9.9 s');
    expect(formatAge(9_960)).toBe('9 s');
    expect(formatAge(12_300)).toBe('12 s');
    expect(formatAge(-50)).toBe('0.0 s');
  });
});

describe('shares', () => {
  test.each([
    [0, 100, '0 %'],
    [1, 262_144, '< 0.1 %'],
    [13, 262, '5.0 %'],
    [128_402, 262_144, '49 %'],
    [262_143, 262_144, '> 99 %'],
    [262_144, 262_144, '100 %'],
    [300, 200, '150 %'],
    [3, 0, '—'],
  ])('%d of %d is written %s', (part, of, text) => {
    expect(formatShare(part, of)).toBe(text);
  });
});

describe('other numbers', () => {
  test('counts are grouped', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatQuantity(1, 'flow')).toBe('1 flow');
    expect(formatQuantity(1_204, 'flow')).toBe('1,204 flows');
  });

  test('events per second have a tenth while they are few', () => {
    expect([0, 0.26, 9.9, 9.96, 312.4].map(formatRate)).toEqual(['0', '0.3', '9.9', '10', '312']);
  });

  test('marks show all their bits', () => {
    expect(formatMark(0x77)).toBe('0x00000077');
    expect(formatMark(0xffff_ffff)).toBe('0xffffffff');
  });

  test('moments name their day when it is not today', () => {
    const noon = new Date(2026, 10, 20, 12, 5, 9).getTime();
    expect(formatMoment(noon, noon + 60_000)).toBe('12:05:09');
    expect(formatMoment(noon, noon + 86_400_000)).toBe('2026-11-20 12:05:09');
  });
});

describe('for someone who prefers it otherwise', () => {
  test('bytes are counted in binary units', () => {
    preferenceStore.setState({ byteUnits: 'binary' });
    expect([1023, 1024, 5_325, 1024 ** 3].map(formatBytes)).toEqual([
      '1,023 B',
      '1.0 KiB',
      '5.2 KiB',
      '1.0 GiB',
    ]);
  });

  test('rates are told in bits', () => {
    preferenceStore.setState({ rateUnits: 'bits' });
    expect([0, 125, 1_250_000].map(formatByteRate)).toEqual(['0 bit/s', '1.0 kbit/s', '10.0 Mbit/s']);
  });

  test('moments are told in UTC, and say so', () => {
    preferenceStore.setState({ clock: 'utc' });
    const noon = Date.UTC(2026, 10, 20, 12, 5, 9);
    expect(formatMoment(noon, noon)).toBe('12:05:09 UTC');
    expect(formatMoment(noon, noon + 86_400_000)).toBe('2026-11-20 12:05:09 UTC');
  });

  test('ages are told as since when', () => {
    const noon = new Date(2026, 10, 20, 12, 5, 9).getTime();
    expect(formatSince(noon, noon + 118_000)).toBe('1 m 58 s');
    expect(formatSince(noon, noon - 5_000)).toBe('0 s');
    preferenceStore.setState({ ages: 'moments' });
    expect(formatSince(noon, noon + 118_000)).toBe('12:05:09');
  });
});
