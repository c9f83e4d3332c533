import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRange } from '../../e2e/fixtures/arbitrary-range.ts';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { noEnds, rangeSize, specAt } from '../../shared/flow-range.ts';
import { decodeFlow } from './decode-flow.ts';
import { encodeCreate } from './encode-flow.ts';
import { viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { RangeMessages } from './range-messages.ts';

describe('the messages of a range', () => {
  it('are those of its flows, in whatever order they are written', () => {
    fc.assert(
      fc.property(arbitraryRange, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (range, numbers) => {
        const messages = new RangeMessages(range);
        for (const number of numbers) {
          const index = number % rangeSize(range);
          const [written, encoded] = [new MessageWriter(), new MessageWriter()];
          messages.write(written, number, index);
          encodeCreate(encoded, number, specAt(range, index));
          const [ours, plain] = [written.take(), encoded.take()];
          expect(meaningOf(ours)).toEqual(meaningOf(plain));
          // Only a zone of 0 may be said or left out.
          if (specAt(range, index).zone.zone !== 0) expect(ours).toEqual(plain);
        }
      }),
    );
  });

  it('name zone 0 where the zone runs from it', () => {
    const range = { first: numberedFlow(1), to: { ...noEnds, zone: 2 } };
    const messages = new RangeMessages(range);
    const zones = [2, 0, 1].map((index) => {
      const writer = new MessageWriter();
      messages.write(writer, 1, index);
      const message = writer.take();
      return decodeFlow(viewOf(message), 0, message.length)?.flow.zones;
    });
    expect(zones).toEqual([
      { original: 2, reply: 2 },
      { original: 0, reply: 0 },
      { original: 1, reply: 1 },
    ]);
  });
});

/** What a message says, however it says it: a zone of 0 may be an attribute or none. */
function meaningOf(message: Uint8Array) {
  return { ...decodeFlow(viewOf(message), 0, message.length), attributes: null };
}
