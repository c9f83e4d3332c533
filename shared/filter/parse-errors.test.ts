import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FilterError, MAX_NESTING, parseFilter } from './parse.ts';
import { describeExpectation } from './vocabulary.ts';

function errorOf(text: string): FilterError {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`“${text}” is a filter`);
  return parsed.error;
}

describe('errors', () => {
  test.each([
    ['prot == tcp', 0, 4, 'proto'],
    ['proto == tpc', 9, 3, 'tcp'],
    ['state == ESTABLISED', 9, 10, 'ESTABLISHED'],
    ['nat and asured', 8, 6, 'assured'],
    ['zone = 3', 5, 1, '=='],
    ['zoen = 3', 0, 4, 'zone'],
    ['nat | dying', 4, 1, '||'],
    ['nat nad dying', 4, 3, 'and'],
    ['bytes > 1MX', 8, 3, '1MB'],
    ['zone == 5s', 8, 2, '5'],
    ['dport == htps', 9, 4, 'https'],
    ['icmp.type == echo-reqest', 13, 11, 'echo-request'],
    ['helper contans ft', 7, 7, 'contains'],
    ['bytes > 1 MB', 8, 4, '1MB'],
    ['rate >= 2.5  Mbit/s and nat', 8, 11, '2.5Mbit/s'],
    ['dport == 80..90', 6, 2, 'in'],
    ['dport != {80, 443}', 6, 2, 'not in'],
    ['src in 10.0.0.1 and sport === 1', 26, 3, '=='],
    ['dst !== 10.0.0.1', 4, 3, '!='],
    ['srcc !== 10.0.0.1', 0, 4, 'src'],
    ['ip.src == 10.0.0.1', 0, 6, 'src'],
    ['tcp.dstport == 443', 0, 11, 'dport'],
    ['ipv6.addr', 0, 9, 'addr'],
    ['ipv4', 0, 4, 'family == ipv4'],
    ['nat and IPv6', 8, 4, 'family == ipv6'],
  ])('%s: wrong at %d for %d, perhaps %s', (text, position, length, suggestion) => {
    expect(errorOf(text)).toMatchObject({ position, length, suggestion });
  });

  test.each([
    ['1.1.1', 0, 5],
    ['1.1.1.300', 0, 9],
    ['src == ::g', 7, 3],
    ['src in 10.0.0.0/33', 7, 11],
    ['dport == 70000', 9, 5],
    ['dport == -1', 9, 2],
    ['dport == 1.5', 9, 3],
    ['zone == 65536', 8, 5],
    ['zone in {5..3}', 9, 1],
    ['src in 10.0.0.9..10.0.0.1', 7, 8],
    ['src in 10.0.0.9..::1', 7, 8],
    ['src in 10.0.0.0/8..11.0.0.0', 7, 10],
    ['timeout < 99999999999999999999999', 10, 23],
    ['age > 0.0001s', 6, 7],
    ['started > 5', 10, 1],
    ['started > 2026-13-45', 10, 10],
    ['started > 2026-02-29', 10, 10],
    ['src == 10.0.3.18:443', 7, 13],
    ['started > 2026-04-31T12:00Z', 10, 17],
    ['zone > 2026-11-22', 7, 10],
    ['src < 10.0.0.1', 4, 1],
    ['proto > tcp', 6, 1],
    ['src == sport', 7, 5],
    ['bytes == packets', 9, 7],
    ['zone == zone.orig', 8, 9],
    ['tcp 443', 4, 3],
    ['(nat', 4, 0],
    ['nat)', 3, 1],
    ['()', 1, 1],
    ['zone in {}', 9, 1],
    ['zone in {1,}', 11, 1],
    ['zone in {1', 10, 0],
    ['zone', 4, 0],
    ['zone ==', 7, 0],
    ['mark & 0xff', 11, 0],
    ['nat and', 7, 0],
    ['and nat', 0, 3],
    ['not', 3, 0],
    ['helper == and', 10, 3],
    ['"ftp', 0, 4],
    ['nat ; dying', 4, 1],
    ['nat 😀', 4, 2],
    ['30s', 0, 3],
  ])('%s: wrong at %d for %d', (text, position, length) => {
    expect(errorOf(text)).toMatchObject({ position, length });
  });

  test.each([
    ['zone not ', ['“in”']],
    ['zone ', ['an operator (== != < <= > >= in not in)']],
    ['age > ', ['another field', 'a duration such as 30s']],
    ['(nat ', ['“and”', '“or”', '“)”']],
    ['zone in {1 ', ['“..”', '“,”', '“}”']],
    ['nat or ', ['a field, a flag or something to search for']],
  ])('%s says what is expected next', (text, expected) => {
    expect(errorOf(text).expected.map(describeExpectation)).toEqual(expected);
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    ...[
      'and',
      'or',
      'not',
      '!',
      '(',
      ')',
      '{',
      '}',
      ',',
      '..',
      '==',
      '!=',
      '<',
      '&',
      '&&',
      'in',
      'contains',
      'zone',
    ],
    ...[
      'src',
      'helper',
      'nat',
      'state',
      'tcp',
      '5',
      '1MB',
      '0xff',
      '10.0.0.1',
      '::1/64',
      '"a"',
      '"',
      '\\',
      '2026-11-22',
    ],
  );

  test('gives a filter or an error inside the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join(' ')),
      fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseFilter(typed);
        if (parsed.ok) return;
        const { position, length, message } = parsed.error;
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position + length).toBeLessThanOrEqual(typed.length);
        expect(message).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  test('parentheses and not can be nested, within reason', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}nat${')'.repeat(depth)}`;
    expect(parseFilter(nested(MAX_NESTING))).toMatchObject({ ok: true, filter: { flag: 'nat' } });
    expect(errorOf(nested(MAX_NESTING + 1))).toMatchObject({ position: MAX_NESTING, length: 1 });
    expect(errorOf('('.repeat(10_000)).position).toBe(MAX_NESTING);
    expect(errorOf('not '.repeat(2500)).position).toBe(4 * MAX_NESTING);
    expect(errorOf('!'.repeat(10_000)).position).toBe(MAX_NESTING);
  });

  test.each([
    ['(', '(', ''],
    ['not', 'not ', ''],
    ['or', 'nat or ', 'nat'],
    ['sets', 'zone in {1', '1, '],
    ['a word', 'a', ''],
    ['a word with an end that is wrong', '0xa', '-'],
    ['digits', '1', '.'],
    ['quotes', '"', ''],
    ['backslashes', '"\\\\', ''],
    ['spaces', ' ', 'nat nat'],
    ['colons', ':', ''],
    ['dots', '.', ''],
    ['slashes', '1/', ''],
    ['mixed', 'a.1:', '+'],
  ])(
    '10,000 characters of %s take a few milliseconds, and ten times as many ten times as long',
    (_, unit, end) => {
      const timed = (characters: number): number => {
        const text = unit.repeat(Math.ceil(characters / unit.length)) + end;
        const runs = [0, 1, 2].map(() => {
          const start = performance.now();
          parseFilter(text);
          return performance.now() - start;
        });
        return Math.min(...runs);
      };
      expect(timed(10_000)).toBeLessThan(50);
      expect(timed(100_000)).toBeLessThan(500);
    },
  );
});
