import { describe, expect, test } from 'vitest';
import { parseAddress } from '../address.ts';
import type { AddressSpan, Condition, Filter } from './ast.ts';
import { parseFilter } from './parse.ts';

function filterOf(text: string): Filter {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

function number(field: 'zone' | 'port' | 'dport' | 'proto', ...values: number[]): Condition {
  const [first = 0, ...rest] = values;
  return {
    kind: 'number',
    field,
    among: true,
    set: [{ low: first, high: first }, ...rest.map((value) => ({ low: value, high: value }))],
  };
}

function flag(name: 'nat' | 'assured' | 'dying'): Condition {
  return { kind: 'flag', flag: name };
}

function prefix(text: string, length: number): AddressSpan {
  const address = parseAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  return { kind: 'prefix', address, length };
}

describe('the examples of the language', () => {
  test('comparisons joined by and, one of them negated', () => {
    expect(filterOf('proto == tcp and dst in 203.0.113.0/24 and not assured')).toEqual({
      kind: 'and',
      terms: [
        number('proto', 6),
        { kind: 'address', field: 'dst', among: true, set: [prefix('203.0.113.0', 24)] },
        { kind: 'not', term: flag('assured') },
      ],
    });
  });

  test('a set with a range, and units', () => {
    expect(filterOf('zone in {0, 4097..4200} and (bytes > 1MB or rate >= 2Mbit/s)')).toEqual({
      kind: 'and',
      terms: [
        {
          kind: 'number',
          field: 'zone',
          among: true,
          set: [
            { low: 0, high: 0 },
            { low: 4097, high: 4200 },
          ],
        },
        {
          kind: 'or',
          terms: [
            { kind: 'order', field: 'bytes', operator: '>', bound: 1_000_000 },
            { kind: 'order', field: 'rate', operator: '>=', bound: 2_000_000 },
          ],
        },
      ],
    });
  });

  test('two fields compared with each other', () => {
    expect(filterOf('nat and reply.src != dst')).toEqual({
      kind: 'and',
      terms: [flag('nat'), { kind: 'address-pair', left: 'reply.src', equal: false, right: 'dst' }],
    });
  });

  test('a mask', () => {
    expect(filterOf('mark & 0xff == 0x12')).toEqual({
      kind: 'mask',
      field: 'mark',
      mask: 255,
      equal: true,
      value: 18,
    });
  });

  test('states and a duration', () => {
    expect(filterOf('state in {SYN_SENT, SYN_RECV} and age > 30s')).toEqual({
      kind: 'and',
      terms: [
        { kind: 'state', field: 'state', among: true, set: ['SYN_SENT', 'SYN_RECV'] },
        { kind: 'order', field: 'age', operator: '>', bound: 30_000 },
      ],
    });
  });

  test.each<[string, Condition]>([
    ['10.0.3.18', { kind: 'address', field: 'addr', among: true, set: [prefix('10.0.3.18', 32)] }],
    ['443', number('port', 443)],
    ['2001:db8::/32', { kind: 'address', field: 'addr', among: true, set: [prefix('2001:db8::', 32)] }],
    ['"ftp"', { kind: 'search', text: 'ftp' }],
  ])('%s alone is a search', (text, expected) => {
    expect(filterOf(text)).toEqual(expected);
  });
});

describe('words', () => {
  test('nothing typed matches all', () => {
    expect(filterOf('')).toEqual({ kind: 'all' });
    expect(filterOf(' \t\n')).toEqual({ kind: 'all' });
  });

  test('case does not matter', () => {
    expect(filterOf('NOT Proto == TCP')).toEqual(filterOf('not proto == tcp'));
    expect(filterOf('state == established')).toEqual(filterOf('state == ESTABLISHED'));
    expect(filterOf('bytes > 1mb and age > 2H')).toEqual(filterOf('bytes > 1MB and age > 2h'));
  });

  test('helper is a field before an operator and a flag elsewhere', () => {
    expect(filterOf('helper')).toEqual({ kind: 'flag', flag: 'helper' });
    expect(filterOf('helper == ftp')).toEqual({ kind: 'text', field: 'helper', among: true, set: ['ftp'] });
    expect(filterOf('helper contains "ft"')).toEqual({ kind: 'contains', field: 'helper', text: 'ft' });
    expect(filterOf('helper == mark')).toEqual({ kind: 'text', field: 'helper', among: true, set: ['mark'] });
  });

  test('a service name alone finds its port as well as a helper of that name', () => {
    expect(filterOf('ftp')).toEqual({
      kind: 'or',
      terms: [{ kind: 'search', text: 'ftp' }, number('port', 21)],
    });
  });

  test('a part of a protocol or state, or a word like nothing known, is searched for', () => {
    for (const text of ['tcp', 'syn', 'esta', 'my-own-thing'])
      expect(filterOf(text)).toEqual({ kind: 'search', text });
  });

  test('names of services, protocols and ICMP types stand for their numbers', () => {
    expect(filterOf('dport in {https, 8080}')).toEqual(number('dport', 443, 8080));
    expect(filterOf('proto == 17')).toEqual(filterOf('proto == udp'));
    expect(filterOf('icmp.type in {echo-request, 13..14}')).toEqual({
      kind: 'icmp-type',
      field: 'icmp.type',
      among: true,
      set: [{ name: 'echo-request' }, { low: 13, high: 14 }],
    });
  });
});

describe('precedence', () => {
  test.each([
    ['nat or dying and assured', 'nat or (dying and assured)'],
    ['nat and dying or assured', '(nat and dying) or assured'],
    ['not nat and dying', '(not nat) and dying'],
    ['not zone == 1 or dying', '(not (zone == 1)) or dying'],
    ['!nat && dying || assured', '((not nat) and dying) or assured'],
  ])('%s means %s', (text, meaning) => {
    expect(filterOf(text)).toEqual(filterOf(meaning));
  });

  test('a chain of equal connectives is one list', () => {
    expect(filterOf('nat or dying or assured')).toEqual({
      kind: 'or',
      terms: [flag('nat'), flag('dying'), flag('assured')],
    });
  });
});

describe('values', () => {
  test.each([
    ['age > 1.5m', 90_000],
    ['age > 2d', 172_800_000],
    ['age > 45', 45_000],
    ['bytes > 1KiB', 1024],
    ['bytes > 0.5GB', 500_000_000],
    ['rate > 1kbit/s', 1000],
    ['mark > 0xFF', 255],
    ['started > 2026-11-22', Date.UTC(2026, 10, 22)],
    ['started > 2026-11-22T10:30', Date.UTC(2026, 10, 22, 10, 30)],
    ['started > 2026-11-22T10:30:15.250-02:00', Date.UTC(2026, 10, 22, 12, 30, 15, 250)],
  ])('%s compares with %d', (text, bound) => {
    expect(filterOf(text)).toMatchObject({ kind: 'order', bound });
  });

  test('an address range keeps both ends', () => {
    expect(filterOf('src in 10.0.0.9..10.0.1.3')).toMatchObject({
      set: [{ kind: 'range', first: { text: '10.0.0.9' }, last: { text: '10.0.1.3' } }],
    });
    expect(filterOf('src in {::..::ffff, 10.0.0.1}')).toMatchObject({
      set: [{ kind: 'range', first: { text: '::' }, last: { text: '::ffff' } }, prefix('10.0.0.1', 32)],
    });
  });

  test('“not in” is “!=” for a set', () => {
    expect(filterOf('dport not in 443')).toEqual(filterOf('dport != 443'));
    expect(filterOf('dport not in {80, 443}')).toEqual({ ...number('dport', 80, 443), among: false });
  });

  test('contradictions are filters like any other', () => {
    expect(filterOf('zone == 1 and zone == 2 and proto == tcp and proto == udp')).toMatchObject({
      kind: 'and',
    });
    expect(filterOf('nat and not nat')).toMatchObject({ kind: 'and' });
  });
});
