import { constants } from 'node:os';
import { ErrorAttribute, Flag } from './constants.ts';
import { align4, attributeEnd, findAttribute, HEADER_BYTES, textAt } from './message.ts';

/** The kernel's verdict on a request. */
export interface Verdict {
  /** 0: done. Otherwise the errno as a positive number. */
  readonly errno: number;
  /** What was wrong, in the kernel's words; null when it says nothing (NETLINK_EXT_ACK). */
  readonly text: string | null;
  /** Offset of the wrong attribute in the request, counted from its header. */
  readonly offset: number | null;
  /** Type of an attribute that is missing, and the offset of the list it is missing from (null: the message itself). */
  readonly missing: { readonly type: number; readonly nest: number | null } | null;
}

/** The header of the request that a verdict is about. */
export interface RequestHeader {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
}

/** The kernel’s answer to one request, with which request that was. */
export interface ErrorMessage extends Verdict {
  readonly request: RequestHeader;
}

/** Reads NLMSG_ERROR, which is also the acknowledgement (struct nlmsgerr); null when it is too short. */
export function decodeError(view: DataView, start: number, end: number): ErrorMessage | null {
  const request = start + HEADER_BYTES + 4;
  const stop = Math.min(end, view.byteLength);
  if (request + HEADER_BYTES > stop) return null;
  const capped = (view.getUint16(start + 6, true) & Flag.capped) !== 0;
  const errno = 0 - view.getInt32(start + HEADER_BYTES, true);
  const echoed = capped || errno === 0 ? HEADER_BYTES : view.getUint32(request, true);
  return {
    ...verdict(view, start, stop, errno, echoed > stop - request ? stop : request + align4(echoed)),
    request: {
      type: view.getUint16(request + 4, true),
      flags: view.getUint16(request + 6, true),
      sequence: view.getUint32(request + 8, true),
    },
  };
}

/** Reads NLMSG_DONE, the end of a dump; its errno tells whether the dump was completed. Null when it is too short. */
export function decodeDone(view: DataView, start: number, end: number): Verdict | null {
  const attributes = start + HEADER_BYTES + 4;
  const stop = Math.min(end, view.byteLength);
  if (attributes > stop) return null;
  return verdict(view, start, stop, 0 - view.getInt32(start + HEADER_BYTES, true), attributes);
}

/** `EEXIST` for 17; `errno 4242` for a number without a name. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `errno ${errno}`;
}

function verdict(view: DataView, start: number, stop: number, errno: number, attributes: number): Verdict {
  const told = (view.getUint16(start + 6, true) & Flag.ackAttributes) !== 0;
  const find = (type: number, bytes: number) =>
    told ? findAttribute(view, attributes, stop, type, bytes) : -1;
  // Unlike ctnetlink's own attributes these are in the machine's byte order.
  const word = (type: number) => {
    const value = find(type, 4);
    return value < 0 ? null : view.getUint32(value, true);
  };
  const text = find(ErrorAttribute.message, 1);
  const missing = word(ErrorAttribute.missingType);
  return {
    errno,
    text: text < 0 ? null : textAt(view, text, attributeEnd(view, text)),
    offset: word(ErrorAttribute.offset),
    missing: missing === null ? null : { type: missing, nest: word(ErrorAttribute.missingNest) },
  };
}

/** Linux calls 95 EOPNOTSUPP and 11 EAGAIN; libuv lists other names for them too. */
const aliases = new Set(['ENOTSUP', 'EWOULDBLOCK']);
const names: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => !aliases.has(name))
    .map(([name, number]) => [number, name]),
);
