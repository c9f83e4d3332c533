import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { ExpectationFlag, type ExpectationSpec } from '../../shared/expectation.ts';
import type { FlowRef, Tuple } from '../../shared/flow.ts';
import { ExpectationAttribute, ExpectationNat } from './constants.ts';
import {
  decodeExpectation,
  encodeExpectationCreate,
  encodeExpectationDelete,
  encodeExpectationDump,
} from './expectations.ts';
import { Attributes, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';
import { encodeTuple } from './tuple.ts';

const tuple = (source: string, destination: string, from: number, to: number): Tuple => ({
  source,
  destination,
  l4: { kind: 'ports', source: from, destination: to },
});

const master: FlowRef = {
  protocol: 6,
  original: tuple('192.0.2.1', '198.51.100.1', 40000, 21),
  zones: { original: 20, reply: 20 },
  id: 1,
};
const spec: ExpectationSpec = {
  master,
  expected: {
    protocol: 17,
    source: '192.0.2.1',
    sourcePrefix: 24,
    sourcePort: null,
    destination: '198.51.100.1',
    destinationPort: 30000,
    permanent: true,
    inactive: false,
    class: 2,
  },
};
const expected = tuple('192.0.2.1', '198.51.100.1', 0, 30000);

function written(write: (writer: MessageWriter) => void): DataView {
  const writer = new MessageWriter();
  write(writer);
  return viewOf(writer.take());
}

describe('expectations', () => {
  it('reads what a kernel said of one', () => {
    const view = recordedMessage('expectation');
    expect(decodeExpectation(view, 0, view.byteLength)).toEqual({
      family: 4,
      protocol: 6,
      tuple: tuple('127.0.0.1', '127.0.0.1', 0, 7720),
      mask: tuple('255.255.255.255', '255.255.255.255', 0, 0xffff),
      master: { protocol: 6, original: tuple('127.0.0.1', '127.0.0.1', 38246, 21) },
      timeoutSeconds: 299,
      id: 0x23162c42,
      helper: 'ftp',
      zone: null,
      flags: 0,
      class: 0,
      nat: null,
      function: null,
    });
  });

  it('reads back what it writes', () => {
    const view = written((writer) => encodeExpectationCreate(writer, 7, spec));
    expect(decodeExpectation(view, 0, view.byteLength)).toMatchObject({
      protocol: 17,
      tuple: expected,
      mask: tuple('255.255.255.0', '255.255.255.255', 0, 0xffff),
      master: { protocol: 6, original: master.original },
      zone: 20,
      flags: ExpectationFlag.permanent,
      class: 2,
    });
  });

  it.each([
    ['any port and any address', { sourcePrefix: 0 }, tuple('0.0.0.0', '255.255.255.255', 0, 0xffff)],
    [
      'one port of one address',
      { sourcePrefix: 32, sourcePort: 20 },
      tuple('255.255.255.255', '255.255.255.255', 0xffff, 0xffff),
    ],
  ])('writes %s as a mask', (_, changes, mask) => {
    const view = written((writer) =>
      encodeExpectationCreate(writer, 7, { master, expected: { ...spec.expected, ...changes } }),
    );
    expect(decodeExpectation(view, 0, view.byteLength)?.mask).toEqual(mask);
  });

  it('reads how the expected flow will be translated', () => {
    const view = written((writer) => {
      writer.begin(0x200, 0, 0, 2);
      encodeTuple(writer, ExpectationAttribute.tuple, 6, expected);
      encodeTuple(writer, ExpectationAttribute.mask, 6, expected);
      encodeTuple(writer, ExpectationAttribute.master, 6, master.original);
      const nat = writer.open(ExpectationAttribute.nat);
      writer.u32(ExpectationNat.direction, 1);
      encodeTuple(writer, ExpectationNat.tuple, 6, tuple('10.0.0.1', '0.0.0.0', 20, 0));
      writer.close(nat);
      writer.text(ExpectationAttribute.function, 'nat-follow-master');
      writer.end();
    });
    expect(decodeExpectation(view, 0, view.byteLength)).toMatchObject({
      nat: { direction: 'reply', protocol: 6, tuple: tuple('10.0.0.1', '0.0.0.0', 20, 0) },
      function: 'nat-follow-master',
    });
  });

  it('names one by tuple, zone and id when it is to be deleted', () => {
    const view = written((writer) =>
      encodeExpectationDelete(writer, 7, { protocol: 17, tuple: expected, zone: 20, id: 5 }),
    );
    const attributes = new Attributes(view, 20);
    expect(attributes.list.map(({ type }) => type)).toEqual([2, 7, 5]);
    expect(attributes.u32(ExpectationAttribute.id)).toBe(5);
  });

  it('lists all, or those of one flow', () => {
    const all = written((writer) => encodeExpectationDump(writer, 7, null));
    expect(all.byteLength).toBe(20);
    const one = written((writer) => encodeExpectationDump(writer, 7, master));
    expect(new Attributes(one, 20).list.map(({ type }) => type)).toEqual([1, 7]);
  });

  it('survives being cut, and garbage', () => {
    const view = recordedMessage('expectation');
    for (let length = 0; length < view.byteLength; length += 1) decodeExpectation(view, 0, length);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeExpectation(viewOf(bytes), 0, bytes.length);
      }),
    );
  });
});
