import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attributes, attributeEnd, findAttribute, hexOf, MessageCursor, textAt, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';

function messages(...bodies: (readonly [type: number, value: number])[]): DataView {
  const writer = new MessageWriter();
  for (const [type, value] of bodies) {
    writer.begin(type, 2, 7, 2);
    writer.u32(1, value);
    writer.end();
  }
  return viewOf(writer.take());
}

describe('MessageCursor', () => {
  it('gives each message’s header and bounds', () => {
    const cursor = new MessageCursor(messages([256, 1], [258, 2]));
    expect(cursor.next()).toBe(true);
    expect(cursor).toMatchObject({ start: 0, end: 28, type: 256, flags: 2, sequence: 7, portId: 0 });
    expect(cursor.next()).toBe(true);
    expect(cursor).toMatchObject({ start: 28, end: 56, type: 258 });
    expect(cursor.next()).toBe(false);
  });

  it('stops before a message that is not whole', () => {
    const whole = messages([256, 1], [258, 2]);
    for (let length = 28; length < whole.byteLength; length += 1) {
      const cursor = new MessageCursor(new DataView(whole.buffer, 0, length));
      expect(cursor.next()).toBe(true);
      expect(cursor.next()).toBe(false);
    }
  });

  it.each([0, 15, 29, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff])(
    'stops at the impossible length %i',
    (length) => {
      const view = messages([256, 1]);
      view.setUint32(0, length, true);
      expect(new MessageCursor(view).next()).toBe(false);
    },
  );

  it('passes over the padding of a message whose length is not a multiple of four', () => {
    const view = messages([256, 1], [258, 2]);
    view.setUint32(0, 25, true);
    const cursor = new MessageCursor(view);
    cursor.next();
    expect(cursor.end).toBe(25);
    cursor.next();
    expect(cursor.type).toBe(258);
  });
});

describe('Attributes', () => {
  const writer = new MessageWriter();
  writer.begin(256, 0, 0, 0);
  writer.u8(1, 0xab);
  writer.u16(2, 0x1234);
  writer.u32(3, 0x89abcdef);
  writer.u64(4, 0x0123456789abcdefn);
  writer.text(5, 'ftp');
  const nest = writer.open(6);
  writer.u8(1, 9);
  writer.close(nest);
  writer.u8(1, 0xcd);
  writer.end();
  const view = viewOf(writer.take());
  const attributes = new Attributes(view, 20);

  it('reads values big-endian and texts up to their NUL', () => {
    expect(attributes.u16(2)).toBe(0x1234);
    expect(attributes.u32(3)).toBe(0x89abcdef);
    expect(attributes.u64(4)).toBe(0x0123456789abcdefn);
    expect(attributes.text(5)).toBe('ftp');
    expect(attributes.nest(6)?.u8(1)).toBe(9);
  });

  it('lets the last of several with one type count, as the kernel does', () => {
    expect(attributes.u8(1)).toBe(0xcd);
    const found = findAttribute(view, 20, view.byteLength, 1, 1);
    expect(view.getUint8(found)).toBe(0xcd);
    expect(attributeEnd(view, found)).toBe(found + 1);
  });

  it('answers null for what is missing or too short', () => {
    expect(attributes.u8(9)).toBeNull();
    expect(attributes.u16(1)).toBeNull();
    expect(attributes.u32(2)).toBeNull();
    expect(attributes.u64(3)).toBeNull();
    expect(attributes.nest(9)).toBeNull();
    expect(findAttribute(view, 20, view.byteLength, 1, 2)).toBe(-1);
  });

  it('hides the nested bit in types', () => {
    expect(attributes.list.map(({ type }) => type)).toEqual([1, 2, 3, 4, 5, 6, 1]);
  });

  it('ends quietly where the bytes stop making sense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(70), fc.nat(70), (bytes, start, end) => {
        const garbage = viewOf(bytes);
        for (const { type, value } of new Attributes(garbage, start, end).list) {
          expect(type).toBeLessThanOrEqual(0x3fff);
          expect(value.byteOffset + value.byteLength).toBeLessThanOrEqual(bytes.byteOffset + bytes.length);
          hexOf(value);
          textAt(value, 0, value.byteLength);
        }
      }),
    );
  });
});
