import { describe, expect, it } from 'vitest';
import { inverseTuple } from './inverse-tuple.ts';
import { ICMP, ICMPV6, TCP } from './protocol.ts';

const ends = { source: '192.0.2.1', destination: '198.51.100.1' };
const inverseEnds = { source: '198.51.100.1', destination: '192.0.2.1' };

describe('inverseTuple', () => {
  it('exchanges addresses, ports and keys', () => {
    expect(inverseTuple(TCP, { ...ends, l4: { kind: 'ports', source: 1, destination: 2 } })).toEqual({
      ...inverseEnds,
      l4: { kind: 'ports', source: 2, destination: 1 },
    });
    expect(inverseTuple(47, { ...ends, l4: { kind: 'gre', sourceKey: 1, destinationKey: 2 } })).toEqual({
      ...inverseEnds,
      l4: { kind: 'gre', sourceKey: 2, destinationKey: 1 },
    });
    expect(inverseTuple(50, { ...ends, l4: { kind: 'none' } })).toEqual({
      ...inverseEnds,
      l4: { kind: 'none' },
    });
  });

  it.each([
    [ICMP, 8, 0],
    [ICMP, 0, 8],
    [ICMP, 13, 14],
    [ICMP, 17, 18],
    [ICMPV6, 128, 129],
    [ICMPV6, 140, 139],
  ])('answers protocol %i type %i with type %i and the same id', (protocol, type, answer) => {
    const l4 = { kind: 'icmp', type, code: 0, id: 9 } as const;
    expect(inverseTuple(protocol, { ...ends, l4 }).l4).toEqual({ ...l4, type: answer });
  });
});
