import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, type Details, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { StatusBit } from '../../shared/status.ts';
import { FlowAttribute } from './constants.ts';
import { decodeFlow } from './decode-flow.ts';
import { encodeAgain, hasMaster } from './encode-again.ts';
import { MessageWriter } from './message-writer.ts';

const TRANSLATED = StatusBit.srcNat | StatusBit.dstNat;
const LIBERAL = 0x08;

/** What the request says that makes a flow anew from a message. */
function askedFor(view: DataView): FlowDetails {
  const writer = new MessageWriter();
  encodeAgain(writer, 1, view, 0, view.byteLength);
  const request = new DataView(writer.take().buffer);
  const details = decodeFlow(request, 0, request.byteLength);
  if (!details) throw new Error('the request names no flow');
  return details;
}

/** A flow without translation: its status bits for that are not set. */
const untranslated = arbitraryDetails.map(
  (details): Details => ({
    ...details,
    flow: { ...details.flow, status: (details.flow.status & ~TRANSLATED) >>> 0 },
  }),
);

describe('a flow that is asked for anew', () => {
  it('is asked for with every part that the kernel lets be given', () => {
    fc.assert(
      fc.property(untranslated, (details) => {
        const { flow, master, sctp, dccp, sequenceAdjustment, synproxy } = details;
        const { family, protocol, original, reply, zones, state, mark, helper, labels } = flow;
        expect(askedFor(messageOf(details))).toMatchObject({
          flow: { family, protocol, original, reply, zones, state, mark, helper, labels },
          ...{ master, sctp, dccp, sequenceAdjustment, synproxy },
        });
      }),
    );
  });

  it('is given a second to live where it had none left', () => {
    fc.assert(
      fc.property(untranslated, (details) => {
        const { timeoutSeconds } = details.flow;
        const expected = timeoutSeconds === null ? null : Math.max(1, timeoutSeconds);
        expect(askedFor(messageOf(details)).flow.timeoutSeconds).toBe(expected);
      }),
    );
  });

  it('is confirmed, and is never asked for with what only the kernel sets or counts', () => {
    const kernelOnly = [
      FlowAttribute.id,
      FlowAttribute.use,
      FlowAttribute.countersOriginal,
      FlowAttribute.countersReply,
      FlowAttribute.timestamp,
      FlowAttribute.securityContext,
    ];
    fc.assert(
      fc.property(untranslated, fc.uint8Array({ maxLength: 40 }), (details, bytes) => {
        const { flow, attributes } = askedFor(messageOf(details, [{ type: 60, bytes }]));
        expect(flow.status & StatusBit.confirmed).toBe(StatusBit.confirmed);
        expect(flow.status & (StatusBit.dying | StatusBit.expected | StatusBit.offload)).toBe(0);
        const types = attributes.map(({ type }) => type);
        for (const type of [...kernelOnly, 60]) expect(types).not.toContain(type);
      }),
    );
  });

  it('of TCP is to take packets outside the windows, which are not known any more', () => {
    const { tcp } = askedFor(recordedMessage('ftpFlow'));
    expect(tcp).toEqual({
      windowScaleOriginal: 10,
      windowScaleReply: 10,
      flagsOriginal: 0x33 | LIBERAL,
      flagsReply: 0x23 | LIBERAL,
    });
  });

  it('is asked for with its translation, not with the translated reply', () => {
    const { flow, attributes } = askedFor(recordedMessage('natFlow'));
    expect(flow.reply).toEqual(inverseTuple(flow.protocol, flow.original));
    const types = attributes.map(({ type }) => type);
    expect(types).toContain(FlowAttribute.natDestination);
    expect(types).not.toContain(FlowAttribute.natSource);
  });
});

describe('hasMaster', () => {
  it('tells the flows that another foretold', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const view = messageOf(details);
        expect(hasMaster(view, 0, view.byteLength)).toBe(details.master !== null);
      }),
    );
  });
});
