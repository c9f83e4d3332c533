import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyFilter } from './arbitrary-filter.test-support.ts';
import { joinFilters } from './join.ts';
import { parseFilter } from './parse.ts';
import { printFilter } from './print.ts';

test('what stands there stays as it is written', () => {
  expect(joinFilters('proto==tcp  &&  nat', 'dport == 443')).toBe('proto==tcp  &&  nat and dport == 443');
  expect(joinFilters('tcp or udp', 'not assured')).toBe('(tcp or udp) and not assured');
  expect(joinFilters('  ', 'nat')).toBe('nat');
  expect(joinFilters('nat', '')).toBe('nat');
});

test('both filters hold, whatever they are', () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, (one, other) => {
      fc.pre(one.kind !== 'all' && other.kind !== 'all');
      const joined = parseFilter(joinFilters(printFilter(one), printFilter(other)));
      const terms = [one, other].flatMap((filter) => (filter.kind === 'and' ? filter.terms : [filter]));
      expect(joined.ok && joined.filter.kind === 'and' && joined.filter.terms.map(printFilter)).toEqual(
        terms.map(printFilter),
      );
    }),
  );
});
