import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress } from './address.ts';
import {
  isRead,
  type Parsed,
  parseAddressText,
  parseIcmpType,
  parseKey,
  parseMark,
  parseOctet,
  parsePort,
  parseQuantity,
  parseTimeout,
  parseZone,
} from './form-fields.ts';
import { ICMP, ICMPV6 } from './protocol.ts';

const refusal = (parsed: Parsed<unknown>) => (isRead(parsed) ? `accepted ${parsed.value}` : parsed.message);

describe('a port', () => {
  test.each([
    ['0', 0],
    ['443', 443],
    ['65535', 65535],
    [' 53 ', 53],
  ])('%j is %i', (text, value) => {
    expect(parsePort(text)).toEqual({ value });
  });

  test.each([
    ['-1', '0 to 65535'],
    ['70000', '0 to 65535'],
    ['65536', '0 to 65535'],
    ['99999999999999999999', '0 to 65535'],
    ['abc', 'a number, 0 to 65535'],
    ['1.5', 'whole, 0 to 65535'],
    ['', 'needed, 0 to 65535'],
    ['   ', 'needed, 0 to 65535'],
    ['0x50', 'a number, 0 to 65535'],
    ['080', 'no leading zeros'],
    ['+80', 'a number, 0 to 65535'],
    ['1e3', 'a number, 0 to 65535'],
    ['４４３', 'a number, 0 to 65535'],
  ])('%j is refused: %s', (text, message) => {
    expect(refusal(parsePort(text))).toBe(message);
  });
});

describe('a zone', () => {
  test.each([
    ['65536', '0 to 65535'],
    ['abc', 'a number, 0 to 65535'],
    ['-1', '0 to 65535'],
    ['010', 'no leading zeros'],
  ])('%j is refused: %s', (text, message) => {
    expect(refusal(parseZone(text))).toBe(message);
  });
});

test('a quantity is at least one', () => {
  expect(parseQuantity('4', 1024)).toEqual({ value: 4 });
  expect(refusal(parseQuantity('0', 1024))).toBe('1 to 1024');
  expect(refusal(parseQuantity('1025', 1024))).toBe('1 to 1024');
  expect(refusal(parseQuantity('', 1024))).toBe('needed, 1 to 1024');
});

describe('an ICMP type', () => {
  test('may be given by number or by name, any case', () => {
    expect(parseIcmpType('8', ICMP)).toEqual({ value: 8 });
    expect(parseIcmpType('Echo-Request', ICMP)).toEqual({ value: 8 });
    expect(parseIcmpType('echo-request', ICMPV6)).toEqual({ value: 128 });
  });

  test('outside an octet is refused here; whether it is tracked is not asked here', () => {
    expect(refusal(parseIcmpType('300', ICMP))).toBe('0 to 255');
    expect(refusal(parseIcmpType('ping', ICMP))).toBe('a number, 0 to 255');
    expect(parseIcmpType('99', ICMP)).toEqual({ value: 99 });
  });

  test('has a code of one octet', () => {
    expect(parseOctet('255')).toEqual({ value: 255 });
    expect(refusal(parseOctet('256'))).toBe('0 to 255');
  });
});

describe('a mark or key', () => {
  test('may be decimal or hexadecimal', () => {
    expect(parseMark('4294967295')).toEqual({ value: 0xffff_ffff });
    expect(parseMark('0xFFFFFFFF')).toEqual({ value: 0xffff_ffff });
    expect(parseKey('0x10')).toEqual({ value: 16 });
  });

  test.each([
    ['0x100000000', '0 to 0xffffffff'],
    ['4294967296', '0 to 0xffffffff'],
    ['0x', 'a number, 0 to 0xffffffff'],
    ['1/2', 'a number, 0 to 0xffffffff'],
    ['', 'needed, 0 to 0xffffffff'],
    ['010', 'no leading zeros'],
  ])('%j is refused as a mark: %s', (text, message) => {
    expect(refusal(parseMark(text))).toBe(message);
  });

  test('a key has sixteen bits', () => {
    expect(refusal(parseKey('0x10000'))).toBe('0 to 0xffff');
  });
});

describe('a timeout', () => {
  test.each([
    ['300', 300],
    ['300 s', 300],
    ['300s', 300],
    ['5 m', 300],
    ['2h', 7200],
    ['4 d 23 h', 428_400],
    ['1 m 58 s', 118],
    [' 1 H ', 3600],
  ])('%j is %i seconds', (text, value) => {
    expect(parseTimeout(text)).toEqual({ value });
  });

  test.each([
    ['-5', '1 s or more'],
    ['0', '1 s or more'],
    ['0 m', '1 s or more'],
    ['99999999999', 'at most 2147483 s'],
    ['', 'needed, in seconds'],
    ['1.5', 'whole seconds'],
    ['abc', 'seconds, or as in 5 m'],
    ['5 s 3 m', 'seconds, or as in 5 m'],
    ['5 weeks', 'seconds, or as in 5 m'],
  ])('%j is refused: %s', (text, message) => {
    expect(refusal(parseTimeout(text))).toBe(message);
  });
});

describe('an address', () => {
  test.each([
    ['1.1.1', 'needs four numbers, as in 192.0.2.1'],
    ['1', 'needs four numbers, as in 192.0.2.1'],
    ['1.1.1.', 'needs four numbers, as in 192.0.2.1'],
    ['1.1.1.1.1', 'needs four numbers, as in 192.0.2.1'],
    ['1.1.1.300', '300 is more than an octet holds (0 to 255)'],
    ['010.0.0.1', '010: no leading zeros, some read them as octal'],
    ['::g', '“g” is not a hexadecimal digit'],
    ['1::2::3', '“::” can stand only once'],
    ['1:2:3', 'needs eight groups, or “::” for the zeros'],
    ['1:2:3:4:5:6:7:8:9', 'more than eight groups'],
    ['1:2:3:4:5:6:7::8', 'more than eight groups'],
    ['12345::', '“12345” is more than four digits'],
    [':::', 'at most two colons in a row'],
    ['1:2:3:4:5:6:7:8:', 'must not begin or end with a single colon'],
    ['192.0.2.1::', 'an IPv4 part must be last, as in ::ffff:192.0.2.1'],
    ['192.0.2.0/24', 'one address, without a prefix length'],
    ['fe80::1%eth0', 'without an interface (%): conntrack keeps none'],
    ['[::1]', 'without brackets'],
    ['1.1 .1.1', 'no spaces within an address'],
    ['example.org', 'an address, not a name, as in 192.0.2.1'],
    ['', 'needed: an IPv4 or IPv6 address'],
  ])('%j is refused: %s', (text, message) => {
    expect(refusal(parseAddressText(text))).toBe(message);
  });

  test('is put into its canonical form', () => {
    expect(parseAddressText(' 2001:DB8:0:0::1 ')).toEqual({ value: '2001:db8::1' });
  });

  test('of IPv6 is either read or told what is wrong with it, however it is damaged', () => {
    const word = fc.nat(0xffff_ffff);
    const damaged = fc
      .tuple(fc.tuple(word, word, word, word), fc.nat(39), fc.constantFrom(':', 'f', '.', '', '0000'))
      .map(([words, at, splice]) => {
        const text = formatAddress(6, words);
        return text.slice(0, at) + splice + text.slice(at + 1);
      });
    fc.assert(fc.property(damaged, (text) => refusal(parseAddressText(text)) !== ''));
  });
});

test('every parser answers every string', () => {
  const parsers: readonly ((text: string) => Parsed<string | number>)[] = [
    parsePort,
    parseZone,
    parseOctet,
    parseKey,
    parseMark,
    parseTimeout,
    parseAddressText,
    (text: string) => parseIcmpType(text, ICMP),
  ];
  const likely = fc.stringMatching(/^[-+ 0-9a-fx.:%/smhd]{0,24}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), likely), (text) => {
      for (const parse of parsers) {
        const parsed = parse(text);
        if (isRead(parsed))
          expect(typeof parsed.value === 'string' || Number.isSafeInteger(parsed.value)).toBe(true);
        else expect(parsed.message).toMatch(/^.{5,60}$/u);
      }
    }),
  );
});
