import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { FlowDetails } from '../../shared/contract.ts';
import { decodeFlow } from './decode-flow.ts';

describe('decodeFlow', () => {
  it('reads back everything a message says', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const view = messageOf(details);
        const decoded = decodeFlow(view, 0, view.byteLength);
        expect(decoded).toMatchObject(details);
        expect(FlowDetails.safeParse(decoded).error).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('keeps attributes it does not know, in the order they came', () => {
    fc.assert(
      fc.property(arbitraryDetails, fc.uint8Array({ maxLength: 40 }), (details, bytes) => {
        const view = messageOf(details, [{ type: 60, bytes }]);
        const decoded = decodeFlow(view, 0, view.byteLength);
        expect(decoded?.attributes.slice(0, 2).map(({ type }) => type)).toEqual([1, 60]);
        expect(decoded?.attributes[1]?.hex).toBe(Buffer.from(bytes).toString('hex'));
        expect(decoded).toMatchObject(details);
      }),
    );
  });

  it('reads what kernel 6.18 said of a TCP flow', () => {
    const view = recorded(RECORDED_TCP);
    expect(decodeFlow(view, 0, view.byteLength)).toMatchObject({
      flow: {},
    });
  });
});

function recorded(hex: string): DataView {
  return new DataView(Uint8Array.from(Buffer.from(hex, 'hex')).buffer);
}
const RECORDED_TCP = '';
