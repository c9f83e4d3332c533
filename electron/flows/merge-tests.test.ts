import { expect, test } from 'vitest';
import { parseFilter } from '../../shared/filter/parse.ts';
import { printFilter } from '../../shared/filter/print.ts';
import { mergeTests } from './merge-tests.ts';

/** A filter after merging, written out. */
function merged(text: string): string {
  const parsed = parseFilter(text);
  if (!parsed.ok || parsed.filter.kind === 'all') throw new Error(text);
  return printFilter(mergeTests(parsed.filter));
}

test('values of one field that are joined by `or` become one set', () => {
  expect(merged('zone == 1 or zone in {5, 9..12} or zone == 2')).toBe('zone in {1, 5, 9..12, 2}');
  expect(merged('src == 192.0.2.1 or src in 2001:db8::/32')).toBe('src in {192.0.2.1, 2001:db8::/32}');
  expect(merged('state == LAST_ACK or state == CLOSE')).toBe('state in {LAST_ACK, CLOSE}');
  expect(merged('helper == ftp or helper == sip')).toBe('helper in {ftp, sip}');
  expect(merged('icmp.type == echo-request or icmp.type == 13')).toBe('icmp.type in {echo-request, 13}');
});

test('so do values that are excluded and joined by `and`', () => {
  expect(merged('zone != 1 and zone != 2 and zone not in {3, 4}')).toBe('zone not in {1, 2, 3, 4}');
});

test('of comparisons of one field the one that decides is left', () => {
  expect(merged('packets > 5 or packets > 3 or packets > 7')).toBe('packets > 3');
  expect(merged('packets >= 5 and packets >= 3 and packets < 9 and packets < 8')).toBe(
    'packets >= 5 and packets < 8',
  );
  expect(merged('age <= 1m or use > 1 or age <= 2m')).toBe('age <= 2m or use > 1');
});

test('terms that are written alike become one, however deep they lie', () => {
  expect(merged('not nat and not nat and not nat')).toBe('not nat');
  expect(merged('helper or helper == ftp or helper')).toBe('helper or helper == ftp');
  expect(merged('assured and (src == dst or not (nat or nat) or src == dst)')).toBe(
    'assured and (src == dst or not nat)',
  );
  expect(merged('(zone == 1 or zone == 2) and (zone == 1 or zone == 2)')).toBe('zone in {1, 2}');
});

test.each([
  'zone == 1 and zone == 2',
  'zone != 1 or zone != 2',
  'zone == 1 or zone.orig == 1 or zone != 2 or assured or packets > 1',
  'packets > 1 or packets >= 2 or use > 1',
])('%s stays as it is', (text) => {
  expect(merged(text)).toBe(text);
});
