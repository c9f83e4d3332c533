import { describe, expect, it } from 'vitest';
import { Attributes, MessageCursor, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';

describe('MessageWriter', () => {
  it('writes struct nlmsghdr, struct nfgenmsg and padded attributes', () => {
    const writer = new MessageWriter();
    writer.begin(0x0100, 0x0605, 0x01020304, 2, { version: 1, resource: 0xf1a5 });
    writer.u8(6, 0xff);
    const nest = writer.open(4);
    writer.u16(1, 0x1234);
    writer.close(nest);
    writer.nativeU32(1, 5);
    writer.end();
    expect(Buffer.from(writer.take()).toString('hex')).toBe(
      ['30000000', '0001', '0506', '04030201', '00000000', '02', '01', 'f1a5']
        .concat(['0500', '0600', 'ff000000', '0c00', '0480', '0600', '0100', '12340000'])
        .concat(['0800', '0100', '05000000'])
        .join(''),
    );
  });

  it('keeps its place while the buffer moves, even inside a nest', () => {
    const writer = new MessageWriter();
    const filler = new Uint8Array(1021).fill(7);
    for (let sequence = 0; sequence < 20; sequence += 1) {
      writer.begin(256, 0, sequence, 2);
      const nest = writer.open(1);
      writer.bytes(2, filler);
      writer.u32(3, sequence);
      writer.u64(4, BigInt(sequence));
      writer.words(5, [sequence, 2, 3], 2);
      writer.text(6, `message ${sequence}`);
      writer.close(nest);
      writer.end();
    }
    const view = viewOf(writer.take());
    const cursor = new MessageCursor(view);
    for (let sequence = 0; sequence < 20; sequence += 1) {
      expect(cursor.next()).toBe(true);
      expect(cursor.sequence).toBe(sequence);
      const nest = new Attributes(view, cursor.start + 20, cursor.end).nest(1);
      expect(nest?.value(2)?.byteLength).toBe(1021);
      expect(nest?.u32(3)).toBe(sequence);
      expect(nest?.u64(4)).toBe(BigInt(sequence));
      expect(nest?.value(5)?.byteLength).toBe(8);
      expect(nest?.text(6)).toBe(`message ${sequence}`);
    }
    expect(cursor.next()).toBe(false);
  });

  it('is empty after its messages were taken, and writes zeros into padding again', () => {
    const writer = new MessageWriter();
    writer.begin(1, 0xffff, 0xffff_ffff, 255);
    writer.u32(1, 0xffff_ffff);
    writer.end();
    const first = writer.take();
    expect(writer.length).toBe(0);
    writer.begin(1, 0, 0, 0);
    writer.u8(1, 1);
    writer.end();
    expect([...writer.take().subarray(-4)]).toEqual([1, 0, 0, 0]);
    expect(first[4]).toBe(1);
  });

  it('forgets a message that was never ended', () => {
    const writer = new MessageWriter();
    writer.begin(1, 0, 1, 0);
    writer.end();
    writer.begin(2, 0, 2, 0);
    writer.u32(1, 1);
    expect(writer.length).toBe(20);
    writer.begin(3, 0, 3, 0);
    writer.end();
    writer.begin(4, 0, 4, 0);
    const cursor = new MessageCursor(viewOf(writer.take()));
    expect([cursor.next(), cursor.type, cursor.next(), cursor.type, cursor.next()]).toEqual([
      true,
      1,
      true,
      3,
      false,
    ]);
  });
});
