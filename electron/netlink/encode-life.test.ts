import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails } from '../../e2e/fixtures/arbitrary-details.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import { FlowAttribute, ProtocolInfo, SctpInfo, TcpInfo } from './constants.ts';
import { encodeDelete, encodeGet, encodeUpdate } from './encode-life.ts';
import { Attributes, MessageCursor, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { decodeTuple } from './tuple.ts';

const ref: FlowRef = {
  protocol: 6,
  original: { source: '10.0.0.1', destination: '10.0.0.2', l4: { kind: 'ports', source: 3, destination: 2 } },
  zones: { original: 20, reply: 20 },
  id: 0xdeadbeef,
};

function written(write: (writer: MessageWriter) => void) {
  const writer = new MessageWriter();
  write(writer);
  const view = viewOf(writer.take());
  const cursor = new MessageCursor(view);
  expect(cursor.next()).toBe(true);
  expect(cursor.end).toBe(view.byteLength);
  return { view, cursor, attributes: new Attributes(view, 20) };
}

describe('requests about a flow that exists', () => {
  it('name it by original tuple and zone', () => {
    const { cursor, attributes } = written((writer) => encodeGet(writer, 7, lifeOf(ref)));
    expect(cursor).toMatchObject({ type: 0x101, flags: 1 });
    expect(attributes.list.map(({ type }) => type)).toEqual([
      FlowAttribute.tupleOriginal,
      FlowAttribute.zone,
    ]);
    expect(attributes.u16(FlowAttribute.zone)).toBe(20);
  });

  it('name the very flow that the life says, of any protocol and family', () => {
    fc.assert(
      fc.property(arbitraryDetails, ({ flow }) => {
        const { attributes } = written((writer) => encodeGet(writer, 7, lifeOf(refOf(flow))));
        const named = attributes.nest(FlowAttribute.tupleOriginal);
        expect(named && decodeTuple(named)).toMatchObject({
          family: flow.family,
          protocol: flow.protocol,
          tuple: flow.original,
        });
      }),
    );
  });

  it.each([
    ['plain 0', { original: 0, reply: 0 }, null, null],
    ['plain 20', { original: 20, reply: 20 }, 20, null],
    ['original 20', { original: 20, reply: 0 }, null, 20],
    ['reply 20', { original: 0, reply: 20 }, null, null],
  ])('say zone %s the way the kernel looks it up', (_, zones, both, own) => {
    const { attributes } = written((writer) => encodeGet(writer, 7, lifeOf({ ...ref, zones })));
    expect(attributes.u16(FlowAttribute.zone)).toBe(both);
    expect(attributes.nest(FlowAttribute.tupleOriginal)?.u16(3)).toBe(own);
  });

  it('guard a deletion with the id', () => {
    const { cursor, attributes } = written((writer) => encodeDelete(writer, 7, lifeOf(ref)));
    expect(cursor).toMatchObject({ type: 0x102, flags: 5 });
    expect(attributes.u32(FlowAttribute.id)).toBe(0xdeadbeef);
  });

  it('change only what is named', () => {
    const types = (change: Parameters<typeof encodeUpdate>[2]) =>
      written((writer) => encodeUpdate(writer, 7, change, lifeOf(ref)))
        .attributes.list.map(({ type }) => type)
        .slice(2);
    expect(types({})).toEqual([]);
    expect(types({ timeoutSeconds: 0 })).toEqual([FlowAttribute.timeout]);
    expect(types({ mark: { value: 0, mask: 1 } })).toEqual([FlowAttribute.mark, FlowAttribute.markMask]);
    expect(types({ status: 0 })).toEqual([FlowAttribute.status]);
    expect(types({ state: 0 })).toEqual([FlowAttribute.protocolInfo]);
    expect(types({ labels: { value: '0', mask: '1' } })).toEqual([
      FlowAttribute.labels,
      FlowAttribute.labelsMask,
    ]);
    expect(types({ helper: '' })).toEqual([FlowAttribute.help]);
  });

  it('touch no mark bit outside the mask', () => {
    const change = { mark: { value: 0xffff_ffff, mask: 0x0f } };
    const { cursor, attributes } = written((writer) => encodeUpdate(writer, 7, change, lifeOf(ref)));
    expect(cursor).toMatchObject({ type: 0x100, flags: 5 });
    expect(attributes.u32(FlowAttribute.mark)).toBe(0x0f);
    expect(attributes.u32(FlowAttribute.markMask)).toBe(0x0f);
  });

  it('change a TCP state without its flags, and an SCTP state with the tags that the flow has', () => {
    const tcpInfo = written((writer) => encodeUpdate(writer, 7, { state: 8 }, lifeOf(ref)))
      .attributes.nest(FlowAttribute.protocolInfo)
      ?.nest(ProtocolInfo.tcp);
    expect(tcpInfo?.u8(1)).toBe(8);
    expect(tcpInfo?.has(TcpInfo.flagsOriginal)).toBe(false);
    const sctpTags = { original: 0x01020304, reply: 5 };
    const change = { state: 4, sctpTags };
    const sctpInfo = written((writer) => encodeUpdate(writer, 7, change, lifeOf({ ...ref, protocol: 132 })))
      .attributes.nest(FlowAttribute.protocolInfo)
      ?.nest(ProtocolInfo.sctp);
    expect(sctpInfo?.u32(SctpInfo.tagOriginal)).toBe(0x01020304);
    expect(sctpInfo?.u32(SctpInfo.tagReply)).toBe(5);
  });

  it('refuse to change an SCTP state without tags, which would break the flow', () => {
    const sctp = { ...ref, protocol: 132 };
    expect(() => written((writer) => encodeUpdate(writer, 7, { state: 4 }, lifeOf(sctp)))).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });
});
