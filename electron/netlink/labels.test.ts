import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelBitsOf } from '../../shared/label.ts';
import { labelBytes, labelText, labelWord } from './labels.ts';
import { viewOf } from './message.ts';

const read = (bytes: Uint8Array) => labelText(viewOf(bytes), 0, bytes.length);

it('writes bit 0 as the last digit', () => {
  expect(read(Uint8Array.of(1, ...new Array(15).fill(0)))).toBe(`${'0'.repeat(31)}1`);
  expect(read(Uint8Array.of(...new Array(15).fill(0), 0x80))).toBe(`80${'0'.repeat(30)}`);
});

it('says nothing when no bit is set', () => {
  expect(read(new Uint8Array(16))).toBeNull();
  expect(read(new Uint8Array(0))).toBeNull();
});

it('reads shorter and longer values than the kernel sends', () => {
  expect(read(Uint8Array.of(0x0f))).toBe(`${'0'.repeat(30)}0f`);
  expect(read(new Uint8Array(20).fill(1))).toBe('01'.repeat(16));
});

it('reads what it wrote', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{0,31}[1-9a-f]$/), (text) => {
      expect(read(labelBytes(text))).toBe(text.padStart(32, '0'));
    }),
  );
});

it('reads the same bits as four numbers, from however many bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const view = viewOf(bytes);
      const words = [12, 8, 4, 0].map((at) => labelWord(view, at, bytes.length));
      const [a = 0, b = 0, c = 0, d = 0] = words;
      expect(labelBitsOf([a, b, c, d])).toBe(labelText(view, 0, bytes.length) ?? '0'.repeat(32));
    }),
  );
});
