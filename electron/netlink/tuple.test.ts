import { describe, expect, it } from 'vitest';
import type { Tuple } from '../../shared/flow.ts';
import { ICMP, ICMPV6, TCP } from '../../shared/protocol.ts';
import { Attributes, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { decodeTuple, encodeTuple, inverseTuple } from './tuple.ts';

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

describe('decodeTuple', () => {
  const tuple: Tuple = { ...ends, l4: { kind: 'ports', source: 1, destination: 2 } };
  function decoded(write: (writer: MessageWriter) => void) {
    const writer = new MessageWriter();
    writer.begin(256, 0, 0, 0);
    write(writer);
    writer.end();
    const nest = new Attributes(viewOf(writer.take()), 20).nest(1);
    return nest && decodeTuple(nest);
  }

  it('reads the zone of one direction', () => {
    expect(decoded((writer) => encodeTuple(writer, 1, TCP, tuple, 20))).toMatchObject({ tuple, zone: 20 });
    expect(decoded((writer) => encodeTuple(writer, 1, TCP, tuple))).toMatchObject({ tuple, zone: null });
  });

  it('answers null without protocol or without both addresses of one family', () => {
    const mixed = (source: number, destination: number, protocol: boolean) =>
      decoded((writer) => {
        const whole = writer.open(1);
        const ip = writer.open(1);
        writer.bytes(source, new Uint8Array(16));
        writer.bytes(destination, new Uint8Array(16));
        writer.close(ip);
        if (protocol) {
          const transport = writer.open(2);
          writer.u8(1, TCP);
          writer.close(transport);
        }
        writer.close(whole);
      });
    expect(mixed(3, 4, true)).toMatchObject({ family: 6, tuple: { source: '::', l4: { kind: 'none' } } });
    expect(mixed(3, 2, true)).toBeNull();
    expect(mixed(3, 3, true)).toBeNull();
    expect(mixed(3, 4, false)).toBeNull();
  });
});
