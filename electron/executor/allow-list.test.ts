import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER_LENGTH, MAX_REQUEST_LENGTH, type Mode, refusalOf, WHOLE_TABLE } from './allow-list.ts';

const REQUEST = 0x1;
const ACK = 0x4;
const DUMP = 0x300;
const CREATE = 0x600;
const BODY = HEADER_LENGTH + 4;

/** Message types by name: subsystem in the high byte. */
const type = {
  new: 0x100,
  get: 0x101,
  delete: 0x102,
  getAndZero: 0x103,
  expectNew: 0x200,
  expectGet: 0x201,
  expectDelete: 0x202,
} as const;
const reading = [0x101, 0x104, 0x105, 0x106, 0x107, 0x201, 0x203];
const changing = [0x100, 0x102, 0x200, 0x202];

type AttributeOf = readonly [type: number, value: readonly number[]];
const original: AttributeOf = [1, [0, 0, 0, 0]];
const reply: AttributeOf = [2, [0, 0, 0, 0]];
const zone: AttributeOf = [18, [0, 20]];
const status: AttributeOf = [3, [0, 0, 0, 2]];
const mark: AttributeOf = [8, [0, 0, 0, 7]];
const filterOf = (flags: number): AttributeOf => [25, [8, 0, 1, 0, flags, 0, 0, 0, 8, 0, 2, 0, 0, 0, 0, 0]];
const maskOf = (...bits: number[]): AttributeOf => [21, bits];

function request(
  messageType: number,
  flags: number,
  attributes: readonly AttributeOf[] = [],
  resource = 0,
): DataView {
  const body = attributes.flatMap(([attributeType, value]) => {
    const length = 4 + value.length;
    const padding = new Array<number>((4 - (length % 4)) % 4).fill(0);
    return [length & 0xff, length >> 8, attributeType & 0xff, attributeType >> 8, ...value, ...padding];
  });
  const bytes = new Uint8Array([...new Uint8Array(BODY), ...body]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, messageType, true);
  view.setUint16(6, flags, true);
  view.setUint16(BODY - 2, resource);
  return view;
}

/** A request that names a flow and an expectation alike. */
const whole = (messageType: number) => request(messageType, REQUEST, [original, reply]);

describe('the modes', () => {
  it.each(reading)('let type %i be read in both', (messageType) => {
    expect(refusalOf(request(messageType, REQUEST | DUMP), 'read')).toBeNull();
    expect(refusalOf(request(messageType, REQUEST | DUMP), 'change')).toBeNull();
  });

  it.each(changing)('let type %i change in change mode alone', (messageType) => {
    expect(refusalOf(whole(messageType), 'read')).toBe('this executor was started read-only');
    expect(refusalOf(whole(messageType), 'change')).toBeNull();
  });

  it('refuse the whole-table mark in read mode like any other change', () => {
    expect(refusalOf(request(type.delete, REQUEST, [], WHOLE_TABLE), 'read')).toMatch(/read-only/);
  });

  it.each([
    ['reading that zeroes counters', type.getAndZero],
    ['a message of netlink itself', 0x03],
    ['a batch', 0x10],
    ['expectations’ next message', 0x204],
    ['conntrack timeouts', 0x800],
    ['nf_tables', 0xa00],
    ['the executor’s own records', 0x7f01],
  ])('refuse %s', (_, messageType) => {
    for (const mode of ['read', 'change'] as const)
      expect(refusalOf(whole(messageType), mode)).toBe(
        `message type 0x${messageType.toString(16)} is not on the allow list`,
      );
  });
});

describe('lengths', () => {
  it('refuse what is shorter than its headers', () => {
    for (let length = 0; length < BODY; length++)
      expect(refusalOf(new DataView(new ArrayBuffer(length)), 'change')).toBe('shorter than its headers');
  });

  it('refuse a length field that says less or more than there is', () => {
    for (const wrong of [0, 19, 21, 24, 0xffff_ffff]) {
      const view = request(type.get, REQUEST);
      view.setUint32(0, wrong, true);
      expect(refusalOf(view, 'read')).toBe('its length field is wrong');
    }
  });

  it('allow the longest request and refuse one that is longer', () => {
    const filling = (bytes: number) => request(type.get, REQUEST, [[1, new Array(bytes - BODY - 4).fill(0)]]);
    expect(refusalOf(filling(MAX_REQUEST_LENGTH), 'read')).toBeNull();
    expect(refusalOf(filling(MAX_REQUEST_LENGTH + 4), 'read')).toBe('longer than 8192 bytes');
  });
});

describe('flags', () => {
  it('must say that it is a request', () => {
    expect(refusalOf(request(type.get, DUMP), 'read')).toBe('flags 0x300 are not allowed');
  });

  it.each([0x2, 0x8, 0x10, 0x20, 0x400, 0x800, 0x8000])('refuse %i when reading', (flag) => {
    expect(refusalOf(request(type.get, REQUEST | flag), 'read')).toMatch(/flags/);
  });

  it('allow creating and excluding for NEW, and neither for DELETE', () => {
    expect(refusalOf(request(type.new, REQUEST | ACK | CREATE, [original, reply]), 'change')).toBeNull();
    expect(refusalOf(request(type.delete, REQUEST | ACK, [original]), 'change')).toBeNull();
    for (const flag of [0x100, 0x200, 0x400, 0x800])
      expect(refusalOf(request(type.delete, REQUEST | flag, [original]), 'change')).toMatch(/flags/);
    expect(refusalOf(request(type.new, REQUEST | 0x800, [original]), 'change')).toMatch(/flags/);
  });
});

describe('attributes', () => {
  it.each([
    ['shorter than its header', [3, 0, 1, 0]],
    ['of length 0', [0, 0, 1, 0]],
    ['longer than the message', [9, 0, 1, 0, 0, 0, 0, 0]],
    ['cut off in its header', [4, 0]],
  ])('refuse one %s', (_, bytes) => {
    const view = new DataView(new Uint8Array([...new Uint8Array(BODY), ...bytes]).buffer);
    view.setUint32(0, view.byteLength, true);
    view.setUint16(4, type.get, true);
    view.setUint16(6, REQUEST, true);
    expect(refusalOf(view, 'read')).toBe('its attributes are malformed');
  });

  it('count with the nested and byte-order bits in their type', () => {
    expect(refusalOf(request(type.new, REQUEST, [[1 | 0x8000, []]]), 'change')).toBeNull();
    expect(refusalOf(request(type.delete, REQUEST, [[18 | 0x4000, [0, 1]]]), 'change')).toBeNull();
  });

  it('have to name a flow to make one, and an expectation to make or forget one', () => {
    expect(refusalOf(request(type.new, REQUEST, [zone, mark]), 'change')).toBe('it names no flow');
    expect(refusalOf(request(type.new, REQUEST, [reply]), 'change')).toBeNull();
    for (const messageType of [type.expectNew, type.expectDelete]) {
      expect(refusalOf(request(messageType, REQUEST, [original]), 'change')).toBe('it names no expectation');
      expect(refusalOf(request(messageType, REQUEST), 'change')).toBe('it names no expectation');
      expect(refusalOf(request(messageType, REQUEST, [reply]), 'change')).toBeNull();
    }
  });
});

describe('a delete', () => {
  const refused = 'it would empty the whole table and is not marked as meant to';
  const verdict = (attributes: readonly AttributeOf[], resource = 0) =>
    refusalOf(request(type.delete, REQUEST | ACK, attributes, resource), 'change');

  it.each([
    ['original', original],
    ['reply', reply],
  ])('passes with the %s tuple of a flow', (_, attribute) => {
    expect(verdict([attribute])).toBeNull();
  });

  it.each([
    ['a zone', [zone]],
    ['a mark', [mark]],
    ['a mark under a mask', [mark, maskOf(0, 0, 0, 1)]],
    ['a status', [status]],
    ['a tuple to compare', [original, filterOf(1)]],
  ])('of every flow that has %s passes', (_, attributes) => {
    expect(verdict(attributes)).toBeNull();
  });

  it.each([
    ['says nothing', []],
    ['holds only what does not filter', [[7, [0, 0, 0, 1]] as const, [12, [0, 0, 0, 1]] as const]],
    ['masks every bit of the mark away', [[8, [0, 0, 0, 0]] as const, maskOf(0, 0, 0, 0)]],
    ['has a filter that compares nothing', [filterOf(0)]],
    ['has a tuple, and a filter that does not compare it', [original, reply, filterOf(0)]],
    ['has an empty filter', [original, [25, []] as const]],
    ['has a filter of unknown parts', [original, [25, [8, 0, 3, 0, 1, 0, 0, 0]] as const]],
    ['has a broken filter', [original, [25, [9, 0, 1, 0, 1]] as const]],
  ])('of the whole table is refused when it %s', (_, attributes) => {
    expect(verdict(attributes)).toBe(refused);
  });

  it('of the whole table passes with the mark of intent, and with that very one only', () => {
    expect(verdict([], WHOLE_TABLE)).toBeNull();
    for (const resource of [0, 1, 0xa5f1, WHOLE_TABLE ^ 1]) expect(verdict([], resource)).toBe(refused);
  });

  it('counts the last of several attributes of one type, as the kernel does', () => {
    expect(verdict([filterOf(1), filterOf(0)])).toBe(refused);
    expect(verdict([mark, maskOf(1, 0, 0, 0), maskOf(0, 0, 0, 0)])).toBe(refused);
  });
});

describe('any bytes at all', () => {
  const known = new Set([...reading, ...changing]);
  const mode = fc.constantFrom<Mode>('read', 'change');
  /** Bytes whose length field and type are right more often than chance would have it. */
  const anyBytes = fc
    .tuple(
      fc.uint8Array({ minLength: 0, maxLength: 120 }),
      fc.boolean(),
      fc.option(fc.constantFrom(...known)),
      fc.option(fc.constantFrom(REQUEST, REQUEST | ACK, REQUEST | DUMP)),
    )
    .map(([bytes, measured, messageType, flags]) => {
      // At an odd offset in a larger buffer, as requests lie in the executor's.
      const view = new DataView(new Uint8Array([0xff, ...bytes, 0xff]).buffer, 1, bytes.length);
      if (bytes.length < BODY) return view;
      if (measured) view.setUint32(0, bytes.length, true);
      if (messageType !== null) view.setUint16(4, messageType, true);
      if (flags !== null) view.setUint16(6, flags, true);
      return view;
    });

  it('get an answer and no exception', () => {
    fc.assert(
      fc.property(anyBytes, mode, (view, started) => {
        const refusal = refusalOf(view, started);
        expect(refusal === null || refusal.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('pass only as a known type', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), mode, (messageType, started) => {
        expect(refusalOf(whole(messageType), started) === null).toBe(
          reading.includes(messageType) || (started === 'change' && changing.includes(messageType)),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('never change anything in read mode', () => {
    fc.assert(
      fc.property(anyBytes, (view) => {
        if (refusalOf(view, 'read') === null) expect(reading).toContain(view.getUint16(4, true));
      }),
      { numRuns: 2000 },
    );
  });

  it('that pass in read mode pass in change mode too', () => {
    fc.assert(
      fc.property(anyBytes, (view) => {
        if (refusalOf(view, 'read') === null) expect(refusalOf(view, 'change')).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
