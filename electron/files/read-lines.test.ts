import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Line, MAX_LINE_BYTES, readLines } from './read-lines.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function linesOf(content: string | Uint8Array): Promise<Line[]> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const file = await open(path);
  try {
    const lines: Line[] = [];
    for await (const some of readLines(file)) lines.push(...some);
    return lines;
  } finally {
    await file.close();
  }
}

const texts = async (content: string | Uint8Array) => (await linesOf(content)).map(({ text }) => text);

describe('lines of a file', () => {
  it('are those that were written, however long the file and wherever chunks end', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => text.replace(/[\0\n\r]/g, ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (some, times) => {
          const lines = ['first', ...Array.from({ length: times }, () => some).flat(), 'last'];
          expect(await texts(`${lines.join('\n')}\n`)).toEqual(lines);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('may end with CRLF, and the last one with nothing', async () => {
    expect(await texts('one\r\n\r\nthree')).toEqual(['one', '', 'three']);
    expect(await texts('')).toEqual([]);
    expect(await texts('\ufeffone\n')).toEqual(['one']);
  });

  it('that cannot be read are told by number, and do not hide the others', async () => {
    const bad = [Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('a\0b'), Buffer.alloc(MAX_LINE_BYTES + 1, 'x')];
    const filler = Buffer.from(`${'y'.repeat(5000)}\n`);
    const parts = [filler, ...bad.flatMap((line) => [line, Buffer.from('\n'), Buffer.from('good\n')])];
    const lines = await linesOf(Buffer.concat(parts));
    expect(lines.slice(1).map(({ number, flaw }) => [number, flaw])).toEqual([
      [2, 'is not in UTF-8'],
      [3, null],
      [4, 'holds a NUL byte'],
      [5, null],
      [6, `is longer than ${MAX_LINE_BYTES} bytes`],
      [7, null],
    ]);
    expect(lines.at(-1)?.text).toBe('good');
  });

  it('of any length take no more memory than one of the longest', async () => {
    const content = Buffer.concat([
      Buffer.from('good\n'),
      Buffer.alloc(30_000_000, 'x'),
      Buffer.from('\nlast'),
    ]);
    expect((await linesOf(content)).map(({ number, flaw }) => [number, flaw === null])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });
});

describe('a file that is no text', () => {
  it.each([
    ['zeros', Buffer.alloc(100_000), 'This file is not a text file.'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0'), 'This file is not a text file.'],
    ['UTF-16', Buffer.from('\ufeffprotocol', 'utf16le'), 'This file is in UTF-16.'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 1, 1]), 'This file is compressed.'],
  ])('of %s is refused from its first bytes', async (_, content, message) => {
    await expect(linesOf(content)).rejects.toMatchObject({ data: { code: 'invalid', message } });
  });
});
