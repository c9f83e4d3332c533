import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryDetails } from '../e2e/fixtures/arbitrary-details.ts';
import { type FlowRef, refOf } from './flow.ts';
import { LIFE_WORDS, refOfLife, writeLife } from './flow-life.ts';
import { TCP } from './protocol.ts';

const ref: FlowRef = {
  protocol: TCP,
  original: {
    source: '192.0.2.1',
    destination: '198.51.100.1',
    l4: { kind: 'ports', source: 65535, destination: 443 },
  },
  zones: { original: 65535, reply: 0 },
  id: 0xffff_ffff,
};

describe('a life in words', () => {
  test('names the flow it was made from, whatever its protocol, family and zones', () => {
    fc.assert(
      fc.property(arbitraryDetails, fc.nat(3), ({ flow }, place) => {
        const words = new Uint32Array(LIFE_WORDS * 4);
        writeLife(refOf(flow), words, place * LIFE_WORDS);
        expect(refOfLife(words, place * LIFE_WORDS)).toEqual(refOf(flow));
      }),
    );
  });

  test('is not made of what is no address', () => {
    const bad = { ...ref, original: { ...ref.original, source: '192.0.2' } };
    expect(() => writeLife(bad, new Uint32Array(LIFE_WORDS), 0)).toThrow('not an IPv4 or IPv6 address');
  });
});
