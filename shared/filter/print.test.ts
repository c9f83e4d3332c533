import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyFilter } from './arbitrary-filter.test-support.ts';
import { parseFilter } from './parse.ts';
import { printFilter } from './print.ts';

function tidied(text: string): string {
  const parsed = parseFilter(text);
  return parsed.ok ? printFilter(parsed.filter) : parsed.error.message;
}

test('what is printed reads as the same tree', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      expect(parseFilter(printFilter(filter))).toEqual({ ok: true, filter });
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [
    'proto == TCP AND dst in 203.0.113.77/24 && !assured',
    'proto == tcp and dst in 203.0.113.0/24 and not assured',
  ],
  [
    'zone in {0,4097..4200} and (bytes>1000000 or rate>=2000kbit/s)',
    'zone in {0, 4097..4200} and (bytes > 1MB or rate >= 2Mbit/s)',
  ],
  ['((nat))', 'nat'],
  ['(a or b) or c', '("a" or "b") or "c"'],
  ['not (nat and dying) or not not nat', 'not (nat and dying) or not not nat'],
  ['age > 90s or age > 120s or timeout < 1.5s', 'age > 90s or age > 2m or timeout < 1500ms'],
  ['bytes == 1536B or bytes == 3145728', 'bytes == 1536B or bytes == 3MiB'],
  ['mark == 18', 'mark == 0x12'],
  ['proto in {6, 99}', 'proto in {tcp, 99}'],
  ['dport == HTTPS', 'dport == 443'],
  ['started > 2026-11-22t10:00+01:00', 'started > 2026-11-22T09:00:00.000Z'],
  ['src == 2001:DB8:0::1', 'src == 2001:db8::1'],
  [
    'helper == "ftp" or helper == "a\\"b" or helper == "and"',
    'helper == ftp or helper == "a\\"b" or helper == "and"',
  ],
  [
    '10.0.3.18 or 443 or 2001:db8::/32 or "ftp"',
    'addr == 10.0.3.18 or port == 443 or addr in 2001:db8::/32 or "ftp"',
  ],
  ['  ', ''],
])('%s is written %s', (typed, printed) => {
  expect(tidied(typed)).toBe(printed);
});
