/**
 * The 128 label bits of a flow. The kernel sends them as they lie in memory, bit 0 in the lowest bit of the first byte
 * (a `long` bitmap on a little-endian machine); people read them as one number, most significant digit first.
 */

/** Bytes that the labels of a flow take (NF_CT_LABELS_MAX_SIZE). */
const LABEL_BYTES = 16;

/** The labels between two offsets as 32 hex digits, bit 127 first; null when no bit is set. */
export function labelText(view: DataView, start: number, end: number): string | null {
  let text = '';
  let any = 0;
  for (let at = Math.min(end, start + LABEL_BYTES) - 1; at >= start; at -= 1) {
    const byte = view.getUint8(at);
    any |= byte;
    text += hexDigits[byte];
  }
  return any === 0 ? null : text.padStart(LABEL_BYTES * 2, '0');
}

/** 32 of the bits as one number, the first of them the lowest; those beyond `end` are 0. */
export function labelWord(view: DataView, at: number, end: number): number {
  if (at + 4 <= end) return view.getUint32(at, true);
  let word = 0;
  for (let byte = 0; at + byte < end; byte++) word |= view.getUint8(at + byte) << (8 * byte);
  return word >>> 0;
}

/** What {@link labelText} read, as the kernel wants it. `text` is up to 32 hex digits. */
export function labelBytes(text: string): Uint8Array {
  return Buffer.from(text.padStart(LABEL_BYTES * 2, '0'), 'hex').reverse();
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
