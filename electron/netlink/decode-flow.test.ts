import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { FlowDetails } from '../../shared/flow-details.ts';
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
      { numRuns: 100 },
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

  it('reads what a kernel said of a flow with a helper', () => {
    const view = recordedMessage('ftpFlow');
    const details = decodeFlow(view, 0, view.byteLength);
    expect(details?.flow).toEqual({
      family: 4,
      protocol: 6,
      original: {
        source: '127.0.0.1',
        destination: '127.0.0.1',
        l4: { kind: 'ports', source: 38246, destination: 21 },
      },
      reply: {
        source: '127.0.0.1',
        destination: '127.0.0.1',
        l4: { kind: 'ports', source: 21, destination: 38246 },
      },
      zones: { original: 0, reply: 0 },
      id: 0x3a2f456a,
      status: 0x218e,
      state: 3,
      timeoutSeconds: 299,
      mark: 0x77,
      use: 1,
      helper: 'ftp',
      labels: '20'.padStart(32, '0'),
      counters: { original: { packets: 5, bytes: 298 }, reply: { packets: 3, bytes: 172 } },
      startedAt: 1_795_400_183_929,
    });
    expect(details?.tcp).toEqual({
      windowScaleOriginal: 10,
      windowScaleReply: 10,
      flagsOriginal: 0x33,
      flagsReply: 0x23,
    });
    expect(details?.attributes.map(({ type }) => type)).toEqual([1, 2, 3, 8, 12, 11, 7, 4, 9, 10, 20, 5, 22]);
  });

  it('reads a translated flow', () => {
    const view = recordedMessage('natFlow');
    const details = decodeFlow(view, 0, view.byteLength);
    expect(details?.flow.original.l4).toEqual({ kind: 'ports', source: 33762, destination: 8081 });
    expect(details?.flow.reply.l4).toEqual({ kind: 'ports', source: 8080, destination: 33762 });
  });

  it('reads the end of a flow: its zone, when it started and when it stopped', () => {
    const view = recordedMessage('destroyEvent');
    const details = decodeFlow(view, 0, view.byteLength);
    expect(details?.flow.zones).toEqual({ original: 7, reply: 7 });
    expect(details?.stoppedAt).toBeGreaterThan(details?.flow.startedAt ?? Number.POSITIVE_INFINITY);
    expect(details?.tcp).toBeNull();
    // CTA_TIMESTAMP_EVENT, which newer kernels send and this machine's header does not know yet.
    expect(details?.attributes.at(-1)).toEqual({ type: 27, hex: '18ea8af4726190a3' });
  });

  it('answers null without both tuples', () => {
    const view = recordedMessage('refusal');
    expect(decodeFlow(view, 0, view.byteLength)).toBeNull();
  });
});
