import { expect, test } from 'vitest';
import { parseFilter } from '../../shared/filter/parse.ts';
import { printFilter } from '../../shared/filter/print.ts';
import { mergeTests } from './merge-tests.ts';

/** The terms of a filter after merging, written out. */
function merged(text: string): readonly string[] {
  const parsed = parseFilter(text);
  if (!parsed.ok || (parsed.filter.kind !== 'or' && parsed.filter.kind !== 'and')) throw new Error(text);
  return mergeTests(parsed.filter.terms, parsed.filter.kind === 'or').map(printFilter);
}

test('values of one field that are joined by `or` become one set', () => {
  expect(merged('zone == 1 or zone in {5, 9..12} or zone == 2')).toEqual(['zone in {1, 5, 9..12, 2}']);
  expect(merged('src == 192.0.2.1 or src in 2001:db8::/32')).toEqual(['src in {192.0.2.1, 2001:db8::/32}']);
  expect(merged('state == LAST_ACK or state == CLOSE')).toEqual(['state in {LAST_ACK, CLOSE}']);
  expect(merged('helper == ftp or helper == sip')).toEqual(['helper in {ftp, sip}']);
  expect(merged('icmp.type == echo-request or icmp.type == 13')).toEqual(['icmp.type in {echo-request, 13}']);
});

test('so do values that are excluded and joined by `and`', () => {
  expect(merged('zone != 1 and zone != 2 and zone not in {3, 4}')).toEqual(['zone not in {1, 2, 3, 4}']);
});

test('nothing else is put together', () => {
  expect(merged('zone == 1 and zone == 2')).toHaveLength(2);
  expect(merged('zone != 1 or zone != 2')).toHaveLength(2);
  expect(merged('zone == 1 or zone.orig == 1 or zone != 2 or assured or bytes > 1')).toHaveLength(5);
});
