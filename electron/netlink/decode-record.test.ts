import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails, messageOf } from '../../e2e/fixtures/arbitrary-details.ts';
import { formatAddress } from '../../shared/address.ts';
import type { Flow, Tuple } from '../../shared/flow.ts';
import * as Row from '../../shared/flow-record.ts';
import { type FlowRecords, Present, RECORD_WORDS } from '../../shared/flow-record.ts';
import { labelBitsOf } from '../../shared/label.ts';
import { l4Kind } from '../../shared/protocol.ts';
import { CounterAttribute, FlowAttribute } from './constants.ts';
import { decodeFlow } from './decode-flow.ts';
import { decodeRecord, eventKind } from './decode-record.ts';
import { viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { encodeTuple } from './tuple.ts';

interface TextSink extends FlowRecords {
  readonly texts: string[];
}

function sinkOf(): TextSink {
  const texts: string[] = [];
  const record = new Uint32Array(RECORD_WORDS);
  return { record, texts, intern: (text) => texts.push(text) - 1 };
}

function decode(view: DataView, sink = sinkOf()): Flow | null {
  return decodeRecord(view, 0, view.byteLength, sink) ? flowOf(sink) : null;
}

/** What a record says, written from the layout in shared/flow-record.ts. */
function flowOf({ record, texts }: TextSink): Flow {
  const word = (at: number) => record[at] ?? 0;
  const wide = (at: number) => word(at) * 2 ** 32 + word(at + 1);
  const has = (bit: number) => (word(Row.PRESENT) & bit) !== 0;
  const family = (word(Row.KIND) & 0xff) === 4 ? 4 : 6;
  const protocol = (word(Row.KIND) >>> 8) & 0xff;
  const address = (at: number) => formatAddress(family, [word(at), word(at + 1), word(at + 2), word(at + 3)]);
  const l4 = (packed: number): Tuple['l4'] => {
    const [high, low] = [packed >>> 16, packed & 0xffff];
    switch (has(Present.l4) ? l4Kind(protocol) : 'none') {
      case 'ports':
        return { kind: 'ports', source: high, destination: low };
      case 'gre':
        return { kind: 'gre', sourceKey: high, destinationKey: low };
      case 'icmp':
        return { kind: 'icmp', id: high, type: low >>> 8, code: low & 0xff };
      case 'none':
        return { kind: 'none' };
    }
  };
  const tuple = (source: number, destination: number, ports: number): Tuple => ({
    source: address(source),
    destination: address(destination),
    l4: l4(word(ports)),
  });
  return {
    family,
    protocol,
    original: tuple(Row.ORIG_SRC, Row.ORIG_DST, Row.ORIG_L4),
    reply: tuple(Row.REPLY_SRC, Row.REPLY_DST, Row.REPLY_L4),
    zones: { original: word(Row.ZONES) >>> 16, reply: word(Row.ZONES) & 0xffff },
    id: word(Row.ID),
    status: word(Row.STATUS),
    state: has(Present.state) ? word(Row.STATE) : null,
    timeoutSeconds: has(Present.timeout) ? word(Row.TIMEOUT) : null,
    mark: has(Present.mark) ? word(Row.MARK) : null,
    use: has(Present.use) ? word(Row.USE) : null,
    helper: has(Present.helper) ? (texts[word(Row.HELPER)] ?? '?') : null,
    labels: has(Present.labels)
      ? labelBitsOf([word(Row.LABELS), word(Row.LABELS + 1), word(Row.LABELS + 2), word(Row.LABELS + 3)])
      : null,
    counters: has(Present.counters)
      ? {
          original: { packets: wide(Row.ORIG_PACKETS), bytes: wide(Row.ORIG_BYTES) },
          reply: { packets: wide(Row.REPLY_PACKETS), bytes: wide(Row.REPLY_BYTES) },
        }
      : null,
    startedAt: has(Present.started) ? Math.floor(wide(Row.STARTED) / 1_000_000) : null,
  };
}

const example: Tuple = {
  source: '192.0.2.1',
  destination: '198.51.100.1',
  l4: { kind: 'ports', source: 40000, destination: 443 },
};

/** A message with an original tuple and whatever else is written. */
function message(write: (writer: MessageWriter) => void = () => undefined): DataView {
  const writer = new MessageWriter();
  writer.begin(256, 2, 1, 2);
  encodeTuple(writer, FlowAttribute.tupleOriginal, 6, example);
  write(writer);
  writer.end();
  return viewOf(writer.take());
}

describe('eventKind', () => {
  const [NEW, DELETE, GET, EXPECTED] = [0x100, 0x102, 0x101, 0x200];
  it.each([
    ['the event of a new flow', NEW, 0x600, 'new'],
    ['the event of a change', NEW, 0, 'updated'],
    ['the event of an end', DELETE, 0, 'destroyed'],
    ['a request', GET, 1, null],
    ['an expectation', EXPECTED, 0, null],
    ['the end of a dump', 3, 2, null],
  ])('tells %s', (_, type, flags, kind) => {
    expect(eventKind(type, flags)).toBe(kind);
  });
});

describe('decodeRecord', () => {
  it('says the same as decodeFlow of every flow, and of unknown attributes nothing', () => {
    const unknown = fc.array(
      fc.record({ type: fc.integer({ min: 27, max: 0x3fff }), bytes: fc.uint8Array({ maxLength: 40 }) }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(arbitraryDetails, unknown, (details, others) => {
        const view = messageOf(details, others);
        // Nanoseconds do not fit in a double's 53 bits; milliseconds read from words may be one off.
        const flow = decode(view);
        const full = decodeFlow(view, 0, view.byteLength)?.flow;
        expect(Math.abs((flow?.startedAt ?? 0) - (full?.startedAt ?? 0))).toBeLessThanOrEqual(1);
        expect({ ...flow, startedAt: 0 }).toEqual({ ...full, startedAt: 0 });
      }),
      { numRuns: 100 },
    );
  });

  it('leaves nothing of the flow before', () => {
    fc.assert(
      fc.property(arbitraryDetails, arbitraryDetails, (first, second) => {
        const [before, view] = [messageOf(first), messageOf(second)];
        const used = sinkOf();
        decodeRecord(before, 0, before.byteLength, used);
        used.texts.length = 0;
        const fresh = sinkOf();
        decodeRecord(view, 0, view.byteLength, used);
        decodeRecord(view, 0, view.byteLength, fresh);
        expect(used.record).toEqual(fresh.record);
      }),
    );
  });

  it('decodes a message in the middle of a chunk', () => {
    const bytes = Buffer.from(message().buffer);
    const chunk = Buffer.concat([bytes, bytes, bytes]);
    const sink = sinkOf();
    expect(decodeRecord(viewOf(chunk), bytes.length, bytes.length * 2, sink)).toBe(true);
    expect(flowOf(sink).original).toEqual(example);
  });

  it('takes 32-bit counters as old kernels sent them', () => {
    const view = message((writer) => {
      const nest = writer.open(FlowAttribute.countersOriginal);
      writer.u32(CounterAttribute.packets32, 3);
      writer.u32(CounterAttribute.bytes32, 0xffff_ffff);
      writer.close(nest);
    });
    expect(decode(view)?.counters).toEqual({
      original: { packets: 3, bytes: 0xffff_ffff },
      reply: { packets: 0, bytes: 0 },
    });
  });

  it('tells a zone of both directions from that of one', () => {
    const zones = (write: (writer: MessageWriter) => void) => decode(message(write))?.zones;
    expect(zones((writer) => writer.u16(FlowAttribute.zone, 20))).toEqual({ original: 20, reply: 20 });
    expect(zones((writer) => encodeTuple(writer, FlowAttribute.tupleOriginal, 6, example, 20))).toEqual({
      original: 20,
      reply: 0,
    });
    expect(zones((writer) => encodeTuple(writer, FlowAttribute.tupleReply, 6, example, 20))).toEqual({
      original: 0,
      reply: 20,
    });
  });

  it('marks labels only when a bit is set', () => {
    expect(
      decode(message((writer) => writer.bytes(FlowAttribute.labels, new Uint8Array(16))))?.labels,
    ).toBeNull();
    const one = Uint8Array.of(1, ...new Array(15).fill(0));
    expect(decode(message((writer) => writer.bytes(FlowAttribute.labels, one)))?.labels).toBe(
      '1'.padStart(32, '0'),
    );
  });

  it('leaves out a reply tuple that did not come whole', () => {
    const sink = sinkOf();
    const view = message((writer) => writer.close(writer.open(FlowAttribute.tupleReply)));
    expect(decodeRecord(view, 0, view.byteLength, sink)).toBe(true);
    expect((sink.record[Row.PRESENT] ?? 0) & Present.reply).toBe(0);
    expect(sink.record.slice(Row.REPLY_SRC, Row.REPLY_L4 + 1).every((word) => word === 0)).toBe(true);
  });

  it('refuses a message without an original tuple', () => {
    const writer = new MessageWriter();
    writer.begin(256, 2, 1, 2);
    encodeTuple(writer, FlowAttribute.tupleReply, 6, example);
    writer.end();
    expect(decode(viewOf(writer.take()))).toBeNull();
  });

  it('survives being cut at every byte, and never invents what it did not see', () => {
    fc.assert(
      fc.property(arbitraryDetails, (details) => {
        const whole = messageOf(details);
        const full = decode(whole);
        for (let length = 0; length < whole.byteLength; length += 1) {
          const cut = new DataView(whole.buffer.slice(0, length));
          const flow = decode(cut);
          if (flow) expect(flow.original).toEqual(full?.original);
          const slow = decodeFlow(cut, 0, length);
          if (slow) expect(slow.flow.original).toEqual(full?.original);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('survives any change of any bytes', () => {
    fc.assert(
      fc.property(
        arbitraryDetails,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
        (details, changes) => {
          const view = messageOf(details);
          for (const [at, value] of changes) view.setUint8(20 + (at % (view.byteLength - 20)), value);
          decode(view);
          decodeFlow(view, 0, view.byteLength);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('survives garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(400), (bytes, start, end) => {
        decodeRecord(viewOf(bytes), start, end, sinkOf());
        decodeFlow(viewOf(bytes), start, end);
      }),
      { numRuns: 150 },
    );
  });
});
