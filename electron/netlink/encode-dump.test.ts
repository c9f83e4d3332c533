import { describe, expect, it } from 'vitest';
import type { TablePart } from '../../shared/table-part.ts';
import { encodeCpuStatistics, encodeDump, encodeFlush, encodeGlobalStatistics } from './encode-dump.ts';
import { Attributes, hexOf, viewOf } from './message.ts';
import { MessageWriter } from './message-writer.ts';

function written(write: (writer: MessageWriter) => void) {
  const writer = new MessageWriter();
  write(writer);
  const view = viewOf(writer.take());
  const attributes = new Attributes(view, 20).list.map(({ type, value }) => [type, hexOf(value)]);
  return { header: hexOf(new DataView(view.buffer, 0, 20)), attributes };
}
/** Hex digits, written with spaces between fields. */
const bytes = (hex: string) => hex.replaceAll(' ', '');
const dump = (filter?: TablePart) => written((writer) => encodeDump(writer, 1, filter));

describe('encodeDump', () => {
  it('asks for the whole table', () => {
    expect(dump()).toEqual({
      header: bytes('14000000 0101 0103 01000000 00000000 00 00 0000'),
      attributes: [],
    });
  });

  it('asks for flows that are dying or not yet confirmed', () => {
    expect(written((writer) => encodeDump(writer, 1, {}, 'dying')).header.slice(8, 12)).toBe('0601');
    expect(written((writer) => encodeDump(writer, 1, {}, 'unconfirmed')).header.slice(8, 12)).toBe('0701');
  });

  it('filters by zone, mark and status', () => {
    const filter = { zone: 20, mark: { value: 7, mask: 0xff }, status: { value: 4, mask: 6 } };
    expect(dump(filter).attributes).toEqual([
      [18, '0014'],
      [8, '00000007'],
      [21, '000000ff'],
      [3, '00000004'],
      [26, '00000006'],
    ]);
  });

  it('filters by parts of a tuple, naming them in CTA_FILTER', () => {
    const { header, attributes } = dump({
      family: 4,
      original: {
        source: '192.0.2.1',
        destination: '198.51.100.1',
        protocol: 6,
        sourcePort: 1,
        destinationPort: 2,
      },
      reply: { protocol: 6 },
    });
    expect(header.slice(32, 34)).toBe('02');
    expect(attributes).toEqual([
      [
        1,
        bytes(
          '14000180 08000100 c0000201 08000200 c6336401 1c000280 05000100 06000000 06000200 00010000 06000300 00020000',
        ),
      ],
      [2, bytes('0c000280 05000100 06000000')],
      [25, bytes('08000100 3b000000 08000200 08000000')],
    ]);
  });

  it('masks the values that the kernel compares with masked ones', () => {
    const filter = { mark: { value: 0xffff, mask: 0xf }, status: { value: 0xe, mask: 4 } };
    expect(dump(filter).attributes.filter(([type]) => type === 8 || type === 3)).toEqual([
      [8, '0000000f'],
      [3, '00000004'],
    ]);
  });

  it.each<[string, TablePart]>([
    ['an IPv6 address', { family: 6, reply: { destination: '2001:db8::1' } }],
    ['ports of SCTP', { family: 4, original: { protocol: 132, sourcePort: 1 } }],
    ['ports of any protocol', { family: 4, original: { destinationPort: 1 } }],
  ])('refuses %s, by which the kernel would list or delete other flows', (_, filter) => {
    expect(() => dump(filter)).toThrow(expect.objectContaining({ code: 'unsupported' }));
    expect(() => written((writer) => encodeFlush(writer, 1, filter))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('encodeFlush', () => {
  it('says which flows are meant, and carries the resource id', () => {
    const flush = written((writer) => encodeFlush(writer, 1, { zone: 20 }, 0xf1a5));
    expect(flush.header).toBe(bytes('1c000000 0201 0500 01000000 00000000 00 00 f1a5'));
    expect(flush.attributes).toEqual([[18, '0014']]);
  });

  it('makes the kernel heed the family', () => {
    const flush = written((writer) => encodeFlush(writer, 1, { family: 6, mark: { value: 1, mask: 1 } }));
    expect(flush.header.slice(32)).toBe('0a010000');
  });
});

it('asks for statistics', () => {
  expect(written((writer) => encodeCpuStatistics(writer, 1)).header.slice(8, 16)).toBe('04010103');
  expect(written((writer) => encodeGlobalStatistics(writer, 1)).header.slice(8, 16)).toBe('05010100');
});
