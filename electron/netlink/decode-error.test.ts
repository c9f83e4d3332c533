import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedMessage } from '../../e2e/fixtures/recorded-messages.ts';
import { Control, ErrorAttribute, Flag } from './constants.ts';
import { decodeDone, decodeError, errnoName } from './decode-error.ts';
import { viewOf } from './message.ts';

interface Parts {
  readonly errno: number;
  readonly flags: number;
  /** Bytes of the request after its header that come back. */
  readonly echoed?: number;
  readonly attributes?: readonly (readonly [type: number, value: Uint8Array])[];
}

/** NLMSG_ERROR about a request of type 0x100 with sequence number 9 and 32 bytes after its header. */
function errorMessage({ errno, flags, echoed = 0, attributes = [] }: Parts): DataView {
  const request = Buffer.alloc(16 + echoed, 0xee);
  request.writeUInt32LE(16 + 32, 0);
  request.writeUInt16LE(0x100, 4);
  request.writeUInt16LE(0x605, 6);
  request.writeUInt32LE(9, 8);
  const code = Buffer.alloc(4);
  code.writeInt32LE(-errno);
  return message(Control.error, flags, Buffer.concat([code, request, ...attributes.map(attribute)]));
}

function message(type: number, flags: number, body: Uint8Array): DataView {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + body.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  return new DataView(Uint8Array.from(Buffer.concat([header, body])).buffer);
}

function attribute([type, value]: readonly [number, Uint8Array]): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + value.length, 0);
  header.writeUInt16LE(type, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

const native = (value: number) => Uint8Array.of(value, 0, 0, 0);
const words: Parts['attributes'] = [
  [ErrorAttribute.message, Buffer.from('Attribute failed policy validation\0')],
  [ErrorAttribute.offset, native(20)],
  [ErrorAttribute.missingType, native(7)],
  [ErrorAttribute.missingNest, native(24)],
];

describe('decodeError', () => {
  it('reads a kernel’s refusal', () => {
    const view = recordedMessage('refusal');
    expect(decodeError(view, 0, view.byteLength)).toEqual({
      errno: 22,
      text: null,
      offset: null,
      missing: null,
      request: { type: 0x100, flags: 0x605, sequence: 9 },
    });
  });

  it('reads an acknowledgement as errno 0', () => {
    const view = errorMessage({ errno: 0, flags: Flag.capped });
    expect(decodeError(view, 0, view.byteLength)).toMatchObject({ errno: 0, text: null });
  });

  it.each([
    ['without the request', { flags: Flag.capped | Flag.ackAttributes }],
    ['with the whole request before it', { flags: Flag.ackAttributes, echoed: 32 }],
  ])('reads the kernel’s own words %s', (_, { flags, echoed = 0 }: { flags: number; echoed?: number }) => {
    const view = errorMessage({ errno: 22, flags, echoed, attributes: words });
    expect(decodeError(view, 0, view.byteLength)).toEqual({
      errno: 22,
      text: 'Attribute failed policy validation',
      offset: 20,
      missing: { type: 7, nest: 24 },
      request: { type: 0x100, flags: 0x605, sequence: 9 },
    });
  });

  it('takes no words from a message that says it has none', () => {
    const view = errorMessage({ errno: 22, flags: Flag.capped, attributes: words });
    expect(decodeError(view, 0, view.byteLength)?.text).toBeNull();
  });

  it('answers null when it is cut before the request’s header ends', () => {
    const view = errorMessage({ errno: 22, flags: Flag.capped });
    for (let length = 0; length < 36; length += 1) expect(decodeError(view, 0, length)).toBeNull();
  });

  it('survives garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(200), (bytes, end) => {
        if (bytes.length >= 8) bytes[7] = 2;
        decodeError(viewOf(bytes), 0, end);
        decodeDone(viewOf(bytes), 0, end);
      }),
      { numRuns: 1000 },
    );
  });

  it('survives a request that claims any length', () => {
    for (const length of [0, 3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
      const view = errorMessage({ errno: 22, flags: Flag.ackAttributes, attributes: words });
      view.setUint32(20, length, true);
      expect(decodeError(view, 0, view.byteLength)?.errno).toBe(22);
    }
  });
});

describe('decodeDone', () => {
  it('reads the end of a kernel’s listing', () => {
    const view = recordedMessage('dumpDone');
    expect(decodeDone(view, 0, view.byteLength)).toEqual({
      errno: 0,
      text: null,
      offset: null,
      missing: null,
    });
  });

  it('reads why a dump ended early', () => {
    const code = Buffer.alloc(4);
    code.writeInt32LE(-16);
    const body = Buffer.concat([code, attribute([ErrorAttribute.message, Buffer.from('busy\0')])]);
    const view = message(Control.done, Flag.multi | Flag.ackAttributes, body);
    expect(decodeDone(view, 0, view.byteLength)).toMatchObject({ errno: 16, text: 'busy' });
    expect(decodeDone(view, 0, 19)).toBeNull();
  });
});

it.each([
  [17, 'EEXIST'],
  [12, 'ENOMEM'],
  [95, 'EOPNOTSUPP'],
  [11, 'EAGAIN'],
  [105, 'ENOBUFS'],
  [4242, 'errno 4242'],
])('names errno %i %s', (errno, name) => {
  expect(errnoName(errno)).toBe(name);
});
