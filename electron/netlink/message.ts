/**
 * Reading netlink messages (struct nlmsghdr, struct nlattr in linux/netlink.h). Header fields are in the machine's
 * byte order, which is little-endian on every machine this program runs on; ctnetlink's values are big-endian.
 *
 * Nothing here throws: what does not fit ends the walk.
 */
import { TYPE_MASK } from './constants.ts';

/** sizeof(struct nlmsghdr). */
export const HEADER_BYTES = 16;
/** nlmsghdr and struct nfgenmsg (family, version, resource id). */
export const NFGEN_HEADER_BYTES = 20;
/** sizeof(struct nlattr). */
export const ATTRIBUTE_HEADER_BYTES = 4;

/** The length with the padding to the next multiple of four. */
export function align4(length: number): number {
  return (length + 3) & ~3;
}

/** A view of the same bytes; nothing is copied. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Walks the messages of a chunk without making an object per message: the fields are those of the current one. */
export class MessageCursor {
  /** The chunk. */
  view: DataView;
  /** Offset of the message's header, and of the byte after its last. */
  start = 0;
  end = 0;
  type = 0;
  flags = 0;
  sequence = 0;
  portId = 0;

  constructor(view: DataView) {
    this.view = view;
  }

  /** Goes to the next message; false at the end, or where no whole message follows. */
  next(): boolean {
    const { view } = this;
    const start = align4(this.end);
    if (start + HEADER_BYTES > view.byteLength) return false;
    const length = view.getUint32(start, true);
    if (length < HEADER_BYTES || length > view.byteLength - start) return false;
    this.start = start;
    this.end = start + length;
    this.type = view.getUint16(start + 4, true);
    this.flags = view.getUint16(start + 6, true);
    this.sequence = view.getUint32(start + 8, true);
    this.portId = view.getUint32(start + 12, true);
    return true;
  }
}

/** Offset of the value of the last attribute of a type, when it has at least so many bytes; otherwise -1. */
export function findAttribute(
  view: DataView,
  start: number,
  end: number,
  type: number,
  bytes: number,
): number {
  let found = -1;
  let at = start;
  while (at + ATTRIBUTE_HEADER_BYTES <= end) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > end) break;
    if ((view.getUint16(at + 2, true) & TYPE_MASK) === type) {
      found = length - ATTRIBUTE_HEADER_BYTES < bytes ? -1 : at + ATTRIBUTE_HEADER_BYTES;
    }
    at += align4(length);
  }
  return found;
}

/** Where the attribute ends whose value begins at an offset that {@link findAttribute} answered. */
export function attributeEnd(view: DataView, value: number): number {
  const header = value - ATTRIBUTE_HEADER_BYTES;
  return header + view.getUint16(header, true);
}

/** One attribute: its type without flags, and its payload. */
export interface Attribute {
  readonly type: number;
  readonly value: DataView;
}

/**
 * The attributes between two offsets, for decoding one message at leisure. Of several with one type the last counts,
 * as in the kernel's nla_parse. Readers answer null when there is none or when it is too short.
 */
export class Attributes {
  readonly list: readonly Attribute[];

  constructor(view: DataView, start = 0, end = view.byteLength) {
    this.list = walk(view, start, end);
  }

  has(type: number): boolean {
    return this.value(type) !== null;
  }

  value(type: number): DataView | null {
    return this.list.findLast((attribute) => attribute.type === type)?.value ?? null;
  }

  /** The attributes inside one; null when it is missing. */
  nest(type: number): Attributes | null {
    const value = this.value(type);
    return value && new Attributes(value);
  }

  u8(type: number): number | null {
    const value = this.value(type);
    return value && value.byteLength >= 1 ? value.getUint8(0) : null;
  }

  u16(type: number): number | null {
    const value = this.value(type);
    return value && value.byteLength >= 2 ? value.getUint16(0) : null;
  }

  u32(type: number): number | null {
    const value = this.value(type);
    return value && value.byteLength >= 4 ? value.getUint32(0) : null;
  }

  u64(type: number): bigint | null {
    const value = this.value(type);
    return value && value.byteLength >= 8 ? value.getBigUint64(0) : null;
  }

  /** A text that ends at its first NUL or with the attribute. */
  text(type: number): string | null {
    const value = this.value(type);
    return value && textAt(value, 0, value.byteLength);
  }
}

/** The text between two offsets, up to its first NUL. Kernel names are ASCII; anything else is read as UTF-8. */
export function textAt(view: DataView, start: number, end: number): string {
  const bytes = Buffer.from(view.buffer, view.byteOffset + start, end - start);
  const nul = bytes.indexOf(0);
  return bytes.toString('utf8', 0, nul === -1 ? bytes.length : nul);
}

/** Every byte as two hex digits. */
export function hexOf(view: DataView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex');
}

function walk(view: DataView, start: number, end: number): Attribute[] {
  const list: Attribute[] = [];
  const stop = Math.min(end, view.byteLength);
  let at = start;
  while (at + ATTRIBUTE_HEADER_BYTES <= stop) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > stop) break;
    const value = new DataView(
      view.buffer,
      view.byteOffset + at + ATTRIBUTE_HEADER_BYTES,
      length - ATTRIBUTE_HEADER_BYTES,
    );
    list.push({ type: view.getUint16(at + 2, true) & TYPE_MASK, value });
    at += align4(length);
  }
  return list;
}
