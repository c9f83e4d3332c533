import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { InspectorError } from '../../shared/errors.ts';

/** One line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** As much of it as can be shown when there is a flaw. */
  readonly text: string;
  /** Why it cannot be read, in words that follow "the line"; null when it can. */
  readonly flaw: string | null;
}

/** Longer lines are passed over. */
export const MAX_LINE_BYTES = 64 * 1024;
/** About so much is read at once: a few milliseconds' work. */
const CHUNK_BYTES = 64 * 1024;
const SHOWN_BYTES = 200;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a text file, some hundred at a time. Ends of lines may be LF or CRLF; the last may be missing. Holds never more than
 * one line and one chunk. Throws `invalid` for what is no text in UTF-8 from its beginning on.
 */
export async function* readLines(file: FileHandle): AsyncGenerator<readonly Line[]> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  let isSkipping = false;
  for (let isFirst = true; ; isFirst = false) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
    let fresh: Buffer = chunk.subarray(0, bytesRead);
    if (isFirst) fresh = withoutMark(fresh);
    if (bytesRead === 0) break;
    if (isSkipping) {
      const end = fresh.indexOf(NEWLINE);
      if (end === -1) continue;
      fresh = fresh.subarray(end + 1);
      isSkipping = false;
    }
    const bytes = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const lines = linesOf(bytes.subarray(0, end), number);
    number += lines.length;
    // A copy: the chunk is read into again.
    rest = Buffer.from(bytes.subarray(end));
    if (rest.length > MAX_LINE_BYTES) {
      number += 1;
      lines.push(flawed(number, rest, tooLong));
      rest = Buffer.alloc(0);
      isSkipping = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield linesOf(Buffer.concat([rest, Buffer.from('\n')]), number);
}

const tooLong = `is longer than ${MAX_LINE_BYTES} bytes`;

/** Whole lines; `before` is the number of the line before them. */
function linesOf(bytes: Buffer, before: number): Line[] {
  if (bytes.length === 0) return [];
  const isFit = isUtf8(bytes) && !bytes.includes(0);
  if (!isFit) return linesWithFlaws(bytes, before);
  return bytes
    .toString('utf8', 0, bytes.length - 1)
    .split('\n')
    .map((text, index) => ({
      number: before + 1 + index,
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
      flaw: text.length > MAX_LINE_BYTES ? tooLong : null,
    }));
}

/** The same where some of them cannot be read. */
function linesWithFlaws(bytes: Buffer, before: number): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const hasReturn = end > from && bytes[end - 1] === CARRIAGE_RETURN;
    const line = bytes.subarray(from, hasReturn ? end - 1 : end);
    const number = before + lines.length + 1;
    if (line.length > MAX_LINE_BYTES) lines.push(flawed(number, line, tooLong));
    else if (line.includes(0)) lines.push(flawed(number, line, 'holds a NUL byte'));
    else if (!isUtf8(line)) lines.push(flawed(number, line, 'is not in UTF-8'));
    else lines.push({ number, text: line.toString('utf8'), flaw: null });
    from = end + 1;
  }
  return lines;
}

function flawed(number: number, bytes: Buffer, flaw: string): Line {
  return { number, text: bytes.toString('utf8', 0, Math.min(bytes.length, SHOWN_BYTES)), flaw };
}

/** A file's first bytes without the mark of UTF-8. Throws `invalid` when they are no text in UTF-8. */
function withoutMark(bytes: Buffer): Buffer {
  const begins = (...mark: number[]) => mark.every((byte, at) => bytes[at] === byte);
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) {
    throw notText('This file is in UTF-16.', 'Save it as UTF-8.');
  }
  if (begins(0x1f, 0x8b) || begins(0x28, 0xb5, 0x2f, 0xfd) || begins(0x50, 0x4b, 0x03, 0x04)) {
    throw notText('This file is compressed.', 'Unpack it first.');
  }
  if (bytes.subarray(0, 4096).includes(0)) throw notText('This file is not a text file.', 'Choose another.');
  return begins(0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes;
}

function notText(message: string, hint: string): InspectorError {
  return new InspectorError({ code: 'invalid', operation: 'read a file of flows', message, hint });
}
