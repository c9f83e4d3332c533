import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import { MessageCursor } from './message.ts';
import { MAX_MESSAGE_BYTES, MessageSplitter } from './message-splitter.ts';
import { MessageWriter } from './message-writer.ts';

/** Messages numbered from 0 by their sequence, with bodies of the given lengths. */
function stream(lengths: readonly number[]): Uint8Array {
  const writer = new MessageWriter();
  for (const [sequence, length] of lengths.entries()) {
    writer.begin(256, 0, sequence, 2);
    writer.bytes(1, new Uint8Array(length).fill(sequence));
    writer.end();
  }
  return writer.take();
}

/** Pushes the stream in pieces that end at the given offsets; answers what came out, message by message. */
function split(bytes: Uint8Array, cuts: readonly number[]) {
  const messages: Buffer[] = [];
  const splitter = new MessageSplitter((run) => {
    const cursor = new MessageCursor(run);
    while (cursor.next()) {
      messages.push(
        Buffer.from(run.buffer.slice(run.byteOffset + cursor.start, run.byteOffset + cursor.end)),
      );
    }
    expect(cursor.end).toBe(run.byteLength);
  });
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    splitter.push(bytes.subarray(from, end));
    from = end;
  }
  return { messages, pending: splitter.pending };
}

describe('MessageSplitter', () => {
  it('gives the same messages wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5000), { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (lengths, cuts) => {
          const bytes = stream(lengths);
          const { messages, pending } = split(bytes, cuts);
          expect(messages).toHaveLength(lengths.length);
          expect(Buffer.concat(messages).equals(bytes)).toBe(true);
          expect(pending).toBe(0);
        },
      ),
    );
  });

  it('gives them one byte at a time too', () => {
    const bytes = stream([0, 3, 40]);
    expect(split(bytes, [...bytes.keys()]).messages).toHaveLength(3);
  });

  it('hands on the chunk itself, not a copy, when it holds whole messages', () => {
    const bytes = stream([1, 2, 3]);
    const runs: DataView[] = [];
    new MessageSplitter((run) => runs.push(run)).push(bytes);
    expect(runs.map((run) => run.buffer)).toEqual([bytes.buffer]);
    expect(runs[0]?.buffer).toBe(bytes.buffer);
  });

  it('says how much of an unfinished message it holds', () => {
    const splitter = new MessageSplitter(() => undefined);
    splitter.push(stream([40]).subarray(0, 10));
    expect(splitter.pending).toBe(10);
  });

  it.each([0, 15, MAX_MESSAGE_BYTES + 1, 0xffff_ffff])(
    'calls a stream with a length of %i broken, for good',
    (length) => {
      for (const cut of [0, 3, 20]) {
        const bytes = stream([8, 8]);
        new DataView(bytes.buffer).setUint32(32, length, true);
        let received = 0;
        const splitter = new MessageSplitter(() => {
          received += 1;
        });
        splitter.push(bytes.subarray(0, 32));
        const push = () => {
          splitter.push(bytes.subarray(32, 32 + cut));
          splitter.push(bytes.subarray(32 + cut));
        };
        expect(push).toThrow(InspectorError);
        expect(() => splitter.push(stream([1]))).toThrow(expect.objectContaining({ code: 'target-lost' }));
        expect(received).toBe(1);
      }
    },
  );

  it('never throws anything else, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), (chunks) => {
        const splitter = new MessageSplitter((run) => {
          const cursor = new MessageCursor(run);
          while (cursor.next());
        });
        try {
          for (const chunk of chunks) splitter.push(chunk);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(InspectorError);
        }
      }),
    );
  });
});
