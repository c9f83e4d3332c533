import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdtemp, open, rm, statfs, unlink } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MAX_FILE_BYTES } from '../../shared/file.ts';
import { securityHeaders } from '../built-files.ts';
import type { FileRegister } from '../file-register.ts';
import type { FileChooser } from '../page-files.ts';
import { pathOf, type Refusal } from './refusal.ts';

/** A sender that says nothing for so long is cut off. */
const SILENCE_MS = 30_000;
const FILE_PATH = /^\/files\/([0-9a-f-]{36})$/;

/** How files cross between a browser and the inspector: through a private folder, by token. */
export interface FileTransfer {
  readonly chooser: FileChooser;
  /** Answers `GET` and `POST /files/<token>` of a signed-in page; or why not. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<Refusal | null>;
  /** Removes whatever is left. */
  stop(): Promise<void>;
}

/** Whether a request is about a file. */
export function isFileRequest(request: IncomingMessage): boolean {
  return pathOf(request).startsWith('/files/');
}

/** Nothing is made on disk before the first file. `maxBytes` is the largest file taken. */
export function createFileTransfer(register: FileRegister, maxBytes = MAX_FILE_BYTES): FileTransfer {
  let folder: Promise<string> | null = null;

  /** mkdtemp(3) gives a folder that its owner alone can enter. */
  async function newPath(): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'conntrack-inspector-'));
    return join(await folder, randomUUID());
  }

  async function send(token: string, response: ServerResponse): Promise<Refusal | null> {
    const file = register.handOver(token);
    if (file === null) return unknownFile;
    const handle = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW);
    await unlink(file.path);
    const { size } = await handle.stat();
    response.writeHead(200, {
      ...securityHeaders,
      'cache-control': 'no-store',
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${file.name}"`,
      'content-length': size,
    });
    await pipeline(handle.createReadStream(), response);
    return null;
  }

  async function receive(
    token: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Refusal | null> {
    if (request.headers['content-type'] !== 'application/octet-stream') {
      return { status: 415, reason: 'A file is sent as application/octet-stream.' };
    }
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes) return tooLarge(maxBytes);
    const file = register.receive(token);
    if (file === null) return unknownFile;
    let isWhole = false;
    try {
      if ((await freeBytes()) < announced) return noRoom;
      const meter = createMeter(maxBytes);
      request.setTimeout(SILENCE_MS, () => request.destroy());
      // Made anew, and never through a link that lies there.
      const handle = await open(file.path, 'wx', 0o600);
      await pipeline(request, meter.stream, handle.createWriteStream());
      isWhole = true;
      response.writeHead(200, { ...securityHeaders, 'content-type': 'application/json' });
      response.end(JSON.stringify({ bytes: meter.bytes() }));
      return null;
    } catch (thrown) {
      if (thrown instanceof TooLarge) return tooLarge(maxBytes);
      if (isNoSpace(thrown)) return noRoom;
      throw thrown;
    } finally {
      file.finish(isWhole);
    }
  }

  async function freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(tmpdir());
    return bavail * bsize;
  }

  return {
    chooser: {
      save: async (suggestedName) => ({ path: await newPath(), name: suggestedName, temporary: true }),
      open: async () => ({ path: await newPath(), name: 'upload', temporary: true }),
    },
    async answer(request, response) {
      const token = FILE_PATH.exec(pathOf(request))?.[1];
      if (token === undefined) return unknownFile;
      if (request.method === 'GET') return send(token, response);
      if (request.method === 'POST') return receive(token, request, response);
      return { status: 405, reason: 'Only GET, POST is possible here.', headers: { allow: 'GET, POST' } };
    },
    async stop() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

class TooLarge extends Error {}

/** Counts what passes, and breaks off beyond the limit, whatever was announced. */
function createMeter(maxBytes: number): { readonly stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new TooLarge());
      else done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}

function isNoSpace(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')
  );
}

const unknownFile: Refusal = { status: 404, reason: 'There is no such file, or it was used already.' };
const noRoom: Refusal = {
  status: 507,
  reason: 'There is no room for this file in the temporary folder. TMPDIR names another one.',
};

function tooLarge(maxBytes: number): Refusal {
  return { status: 413, reason: `Files of at most ${maxBytes} bytes are read.` };
}
