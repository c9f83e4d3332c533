import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm } from 'node:fs/promises';
import { toFileError } from './file-error.ts';

/** Characters gathered before they are written. */
const PIECE_CHARACTERS = 64 * 1024;

/** Takes the text of a file, piece by piece. Resolves when more may come. */
export type WriteText = (text: string) => Promise<void>;

/**
 * Writes a file that is whole or not there: it lies beside its place under another name until all is written. `write` answers whether
 * it shall stay. Readable by its owner alone. Answers the bytes written. Errors: `file-failed`.
 */
export async function writeFile(
  path: string,
  write: (writeText: WriteText) => Promise<boolean>,
): Promise<number> {
  // A link stays a link, and what it leads to is written.
  const place = await realpath(path).catch(() => path);
  const unfinished = `${place}.${randomBytes(6).toString('hex')}.part`;
  let file: FileHandle | null = null;
  let isWhole = false;
  let bytes = 0;
  let gathered = '';
  try {
    const created = await open(unfinished, 'wx', 0o600);
    file = created;
    const flush = async () => {
      const piece = gathered;
      gathered = '';
      bytes += (await created.write(piece)).bytesWritten;
    };
    const stays = await write(async (text) => {
      gathered += text;
      if (gathered.length >= PIECE_CHARACTERS) await flush();
    });
    if (!stays) return 0;
    await flush();
    // Some disks tell only now that they are full.
    await created.datasync();
    await created.close();
    file = null;
    await rename(unfinished, place);
    isWhole = true;
    return bytes;
  } catch (thrown) {
    throw toFileError(thrown, 'write a file', path);
  } finally {
    await file?.close();
    if (!isWhole) await rm(unfinished, { force: true });
  }
}
