import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, type Details, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { StatusBit } from '../../shared/status.ts';
import { changedParts, type FlowMessageAt, lossesOf, lossWords } from './flow-losses.ts';

const at = (view: DataView): FlowMessageAt => ({ view, start: 0, end: view.byteLength });
const wordsOf = (losses: number) => lossWords.filter((_, bit) => (losses & (1 << bit)) !== 0);

/** Losses that are there however alike two messages are: nothing brings these back. */
const always = new Set([
  'packet and byte counters',
  'start time',
  'what the helper knew, and flows it expected',
  'TCP window tracking',
]);

/** A UDP flow of which only this is known. */
function flowWith(flow: Partial<Details['flow']>, rest: Partial<Omit<Details, 'flow'>> = {}): FlowMessageAt {
  const end = (source: string, destination: string) => ({
    source,
    destination,
    l4: { kind: 'ports' as const, source: 1, destination: 2 },
  });
  return at(
    messageOf({
      flow: {
        family: 4,
        protocol: 17,
        original: end('192.0.2.1', '192.0.2.2'),
        reply: end('192.0.2.2', '192.0.2.1'),
        zones: { original: 0, reply: 0 },
        id: 1,
        status: 0,
        state: null,
        timeoutSeconds: 60,
        mark: 1,
        use: null,
        helper: null,
        labels: null,
        counters: null,
        startedAt: null,
        ...flow,
      },
      master: null,
      tcp: null,
      sctp: null,
      dccp: null,
      sequenceAdjustment: null,
      synproxy: null,
      securityContext: null,
      stoppedAt: null,
      ...rest,
    }),
  );
}

describe('what a flow that was made anew lacks', () => {
  it('is only what nothing brings back where both messages say the same', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const message = at(messageOf(details));
        for (const word of wordsOf(lossesOf(message, message))) expect(always).toContain(word);
      }),
    );
  });

  it.each([
    ['identity number (id)', flowWith({ id: 1 }), flowWith({ id: 2 })],
    ['mark', flowWith({ mark: 1 }), flowWith({ mark: 0 })],
    ['labels', flowWith({ labels: '1'.padStart(32, '0') }), flowWith({})],
    ['status flags', flowWith({ status: StatusBit.assured }), flowWith({ status: 0 })],
    [
      'address translation',
      flowWith({}),
      flowWith({
        reply: {
          source: '192.0.2.2',
          destination: '192.0.2.9',
          l4: { kind: 'ports', source: 2, destination: 1 },
        },
      }),
    ],
    [
      'packet and byte counters',
      flowWith({ counters: { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 1 } } }),
      flowWith({}),
    ],
    ['security context', flowWith({}, { securityContext: 'a' }), flowWith({})],
  ])('is: %s', (word, before, after) => {
    expect(wordsOf(lossesOf(before, after))).toEqual([word]);
  });

  it('is not a status flag or a counter that it never had', () => {
    const none = { packets: 0, bytes: 0 };
    const before = flowWith({ status: 0, counters: { original: none, reply: none } });
    expect(lossesOf(before, flowWith({ status: StatusBit.confirmed | StatusBit.srcNatDone }))).toBe(0);
  });

  it('is what its helper knew, and the helper itself where it is gone', () => {
    const message = at(recordedMessage('ftpFlow'));
    const without = flowWith({ id: 0x3a2f456a });
    expect(wordsOf(lossesOf(message, message))).not.toContain('helper');
    expect(wordsOf(lossesOf(message, without))).toEqual(
      expect.arrayContaining(['helper', 'what the helper knew, and flows it expected', 'protocol state']),
    );
  });
});

describe('the parts that a refused change changed all the same', () => {
  it('are none where both messages say the same', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const message = at(messageOf(details));
        expect(changedParts(message, message)).toEqual([]);
      }),
    );
  });

  it('are named', () => {
    const before = flowWith({ mark: 1, status: 0 });
    const after = flowWith({ mark: 2, status: StatusBit.assured, helper: 'ftp', timeoutSeconds: 9 });
    expect(changedParts(before, after)).toEqual(['helper', 'status', 'mark']);
  });
});
