import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conntrackReads, type FieldKind, quirkSentence } from './conntrack-quirks.ts';
import { ICMPV6 } from './protocol.ts';

describe('what conntrack(8) would quietly store', () => {
  test.each<[FieldKind, string, string]>([
    ['port', '70000', 'conntrack(8) itself would accept 70000 and store 4464.'],
    ['port', 'abc', 'conntrack(8) itself would accept abc and store 0.'],
    ['port', '', 'conntrack(8) itself would accept an empty value and store 0.'],
    ['zone', '65536', 'conntrack(8) itself would accept 65536 and store 0.'],
    ['zone', 'abc', 'conntrack(8) itself would accept abc and store 0.'],
    ['address', '1.1.1', 'conntrack(8) itself would accept 1.1.1 and store 1.1.0.1.'],
    ['timeout', '0', 'conntrack(8) itself would accept 0: the flow would be gone at once.'],
  ])('%s %j', (kind, text, sentence) => {
    expect(quirkSentence(kind, text)).toBe(sentence);
  });

  test('a timeout of -5 is the longest there is', () => {
    expect(quirkSentence('timeout', '-5')).toMatch(/store the longest there is \(8,589,934 s at 250 Hz\)/);
  });

  test('nothing is said where conntrack(8) or the kernel refuses as well', () => {
    expect(quirkSentence('address', '1.1.1.300')).toBeNull();
    expect(quirkSentence('address', '::g')).toBeNull();
    expect(quirkSentence('icmpType', '99')).toBeNull();
    expect(quirkSentence('icmpType', 'abc', ICMPV6)).toBeNull();
    expect(quirkSentence('icmpType', 'abc')).toContain('store 0');
  });
});

test('every text has an answer within the range of its field', () => {
  const limits = {
    port: 0xffff,
    identifier: 0xffff,
    octet: 0xff,
    key: 0xffff,
    zone: 0xffff,
    mark: 0xffff_ffff,
  };
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ +-]?(0x)?[0-9a-f]{0,30}$/));
  fc.assert(
    fc.property(text, (typed) => {
      for (const [kind, limit] of Object.entries(limits)) {
        const stored = Number(conntrackReads(kind as keyof typeof limits, typed));
        expect(stored).toBeGreaterThanOrEqual(0);
        expect(stored).toBeLessThanOrEqual(limit);
      }
      expect(() => conntrackReads('address', typed)).not.toThrow();
    }),
  );
});
