import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrarySpec } from '../../e2e/fixtures/arbitrary-spec.ts';
import type { FlowRef, Tuple } from '../../shared/flow.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import {
  encodeCpuStatistics,
  encodeDump,
  encodeFlush,
  encodeGlobalStatistics,
} from '../netlink/encode-dump.ts';
import { encodeCreate } from '../netlink/encode-flow.ts';
import { encodeDelete, encodeGet, encodeUpdate } from '../netlink/encode-life.ts';
import {
  encodeExpectationCreate,
  encodeExpectationDelete,
  encodeExpectationDump,
  encodeExpectationStatistics,
} from '../netlink/expectations.ts';
import { viewOf } from '../netlink/message.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { MAX_REQUEST_LENGTH, refusalOf, WHOLE_TABLE } from './allow-list.ts';

type Encode = (writer: MessageWriter) => void;

function encoded(encode: Encode): DataView {
  const writer = new MessageWriter();
  encode(writer);
  return viewOf(writer.take());
}

const tupleOf = ({ source, destination, l4 }: FlowSpec): Tuple => ({ source, destination, l4 });
const refOf = (spec: FlowSpec, id = 7): FlowRef => ({
  protocol: spec.protocol,
  original: tupleOf(spec),
  zones: { original: spec.zone.zone, reply: spec.zone.zone },
  id,
});

/** What a session reads with, for any flow. */
const reads: Record<string, (spec: FlowSpec) => Encode> = {
  'the table': () => (writer) => encodeDump(writer, 2),
  'one zone of it': (spec) => (writer) => encodeDump(writer, 2, { zone: spec.zone.zone }),
  'the dying': () => (writer) => encodeDump(writer, 2, {}, 'dying'),
  'the unconfirmed': () => (writer) => encodeDump(writer, 2, {}, 'unconfirmed'),
  'one flow': (spec) => (writer) => encodeGet(writer, 2, lifeOf(refOf(spec))),
  'the counts of each CPU': () => (writer) => encodeCpuStatistics(writer, 2),
  'the counts of the table': () => (writer) => encodeGlobalStatistics(writer, 2),
  expectations: () => (writer) => encodeExpectationDump(writer, 2, null),
  'the expectations of one flow': (spec) => (writer) => encodeExpectationDump(writer, 2, refOf(spec)),
  'the counts of expectations': () => (writer) => encodeExpectationStatistics(writer, 2),
};

/** What a session changes with, for any flow. */
const changes: Record<string, (spec: FlowSpec) => Encode> = {
  'creating a flow': (spec) => (writer) => encodeCreate(writer, 2, spec),
  'changing a flow': (spec) => (writer) =>
    encodeUpdate(
      writer,
      2,
      { timeoutSeconds: 9, mark: { value: 1, mask: 3 }, helper: 'ftp' },
      lifeOf(refOf(spec)),
    ),
  'deleting a flow': (spec) => (writer) => encodeDelete(writer, 2, lifeOf(refOf(spec))),
  'emptying a zone': (spec) => (writer) => encodeFlush(writer, 2, { zone: spec.zone.zone }),
  'deleting by mark': (spec) => (writer) =>
    encodeFlush(writer, 2, { mark: { value: spec.mark, mask: 0xffff_ffff } }),
  'deleting by status': () => (writer) => encodeFlush(writer, 2, { status: { value: 2, mask: 2 } }),
  'deleting by source': () => (writer) =>
    encodeFlush(writer, 2, { family: 4, original: { source: '192.0.2.1' } }),
  'deleting by the reply’s protocol':
    ({ protocol }) =>
    (writer) =>
      encodeFlush(writer, 2, { family: 4, reply: { protocol } }),
  'emptying the table as meant': () => (writer) => encodeFlush(writer, 2, {}, WHOLE_TABLE),
  'expecting a flow': (spec) => (writer) =>
    encodeExpectationCreate(writer, 2, {
      master: refOf(spec),
      expected: {
        protocol: 17,
        source: spec.source,
        sourcePrefix: 16,
        sourcePort: null,
        destination: spec.destination,
        destinationPort: 30000,
        permanent: true,
        inactive: false,
        class: 1,
      },
    }),
  'forgetting an expectation': (spec) => (writer) =>
    encodeExpectationDelete(writer, 2, {
      protocol: spec.protocol,
      tuple: tupleOf(spec),
      id: 7,
      zone: spec.zone.zone,
    }),
};

describe('what the engine encodes', () => {
  it.each(Object.entries(reads))('reads %s through a read-only executor', (_, encodeFor) => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        expect(refusalOf(encoded(encodeFor(spec)), 'read')).toBeNull();
      }),
    );
  });

  it.each(Object.entries(changes))('%s passes in change mode alone', (_, encodeFor) => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        const view = encoded(encodeFor(spec));
        expect(refusalOf(view, 'change')).toBeNull();
        expect(refusalOf(view, 'read')).toBe('this executor was started read-only');
        expect(view.byteLength).toBeLessThan(MAX_REQUEST_LENGTH / 4);
      }),
    );
  });

  it.each([
    ['without a filter', {}],
    ['of one family', { family: 6 }],
    ['under a mask without bits', { mark: { value: 0, mask: 0 } }],
    ['with patterns that compare nothing', { family: 4, original: {}, reply: {} }],
  ] as const)('a flush %s is refused unless it is marked as meant', (_, filter) => {
    const flush = (resource: number) => encoded((writer) => encodeFlush(writer, 2, filter, resource));
    expect(refusalOf(flush(0), 'change')).toMatch(/whole table/);
    expect(refusalOf(flush(WHOLE_TABLE), 'change')).toBeNull();
  });
});
