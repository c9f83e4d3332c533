import { describe, expect, it } from 'vitest';
import type { Tuple } from '../../shared/flow.ts';
import { TCP } from '../../shared/protocol.ts';
import { Attributes, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { decodeTuple, encodeTuple } from './tuple.ts';

const ends = { source: '192.0.2.1', destination: '198.51.100.1' };

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
