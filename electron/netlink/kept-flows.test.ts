import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { refOf } from '../../shared/flow.ts';
import { LIFE_WORDS, refOfLife } from '../../shared/flow-life.ts';
import { idOfMessage, KeptFlows } from './kept-flows.ts';

describe('flows that are kept', () => {
  it('say everything that was said of them, however many they are', () => {
    fc.assert(
      fc.property(fc.array(arbitraryDetails, { minLength: 80, maxLength: 90 }), (all) => {
        const kept = new KeptFlows();
        const places = all.map((details) => {
          const view = messageOf(details);
          return kept.add(view, 0, view.byteLength);
        });
        expect(places).toEqual(all.map((_, index) => index));
        expect(kept.count).toBe(all.length);
        all.forEach((details, index) => {
          expect(kept.details(index)).toMatchObject(details);
        });
        expect(kept.bytes).toBe(kept.end(all.length - 1));
      }),
      { numRuns: 4 },
    );
  });

  it('are named as the lives that they were', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const kept = new KeptFlows();
        const view = messageOf(details);
        const index = kept.add(view, 0, view.byteLength);
        const words = new Uint32Array(LIFE_WORDS);
        kept.writeLife(index, words, 0);
        expect(refOfLife(words, 0)).toEqual(refOf(details.flow));
        expect(idOfMessage(kept.view, kept.start(index), kept.end(index))).toBe(details.flow.id);
      }),
    );
  });

  it('are flows: another message is refused when it is read', () => {
    const kept = new KeptFlows();
    const view = recordedMessage('refusal');
    const index = kept.add(view, 0, view.byteLength);
    expect(() => kept.details(index)).toThrow(RangeError);
    expect(() => kept.writeLife(index, new Uint32Array(LIFE_WORDS), 0)).toThrow(RangeError);
  });
});
