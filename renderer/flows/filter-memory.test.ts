import { expect, test } from 'vitest';
import { withNamed, withRecent } from './filter-memory.ts';

test('the filter used last comes first, and none is there twice', () => {
  expect(withRecent(['nat', 'tcp', 'udp'], ' udp ')).toEqual(['udp', 'nat', 'tcp']);
});

test('nothing, the same again, and what a program wrote are not remembered', () => {
  const recent = ['nat'];
  for (const filter of ['', '  ', 'nat', 'x'.repeat(2001)]) expect(withRecent(recent, filter)).toBe(recent);
});

test('the oldest are forgotten', () => {
  const recent = Array.from({ length: 25 }, (_, port) => String(port)).reduce<readonly string[]>(
    withRecent,
    [],
  );
  expect(recent).toHaveLength(20);
  expect(recent[0]).toBe('24');
});

test('named filters stand in the order of their names; the same name names the new one', () => {
  const named = [
    { name: 'b', filter: '2' },
    { name: 'a', filter: '1' },
  ].reduce<ReturnType<typeof withNamed>>(withNamed, []);
  expect(withNamed(named, { name: 'b', filter: '3' })).toEqual([
    { name: 'a', filter: '1' },
    { name: 'b', filter: '3' },
  ]);
});
