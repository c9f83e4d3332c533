import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InspectorError } from '../../shared/errors.ts';
import { type ImportFormat, MAX_FILE_BYTES } from '../../shared/file.ts';
import type { Flow } from '../../shared/flow.ts';
import { LineError } from '../cli/flow-text.ts';
import { toFileError } from './file-error.ts';
import { createFlowReader, detectFormat, type FlowReader } from './flow-reader.ts';
import { type Line, readLines } from './read-lines.ts';

/** Takes what is read from a file. */
export interface FlowVisitor {
  /** Takes a flow. May throw a LineError too. */
  onFlow(flow: Flow, line: Line): void;
  onBadLine(line: Line, reason: string): void;
  /** Called after some hundred lines; reading goes on when it resolves, unless it answers false. */
  onPause(lines: number): Promise<boolean>;
}

/** What was found out about a whole file. */
export interface FileReading {
  readonly format: ImportFormat;
  readonly lines: number;
  readonly warnings: readonly string[];
}

/**
 * Reads all flows of a file, in a format or in the one that its first line shows. Errors: `invalid` for a file that is no text or in no
 * known format, `file-failed`.
 */
export async function readFlows(
  path: string,
  format: ImportFormat | null,
  visitor: FlowVisitor,
): Promise<FileReading> {
  let file: FileHandle | null = null;
  try {
    // A pipe without a writer must not keep us waiting.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    await checkKind(file);
    return await readFrom(file, format, visitor);
  } catch (thrown) {
    throw toFileError(thrown, 'read a file', path);
  } finally {
    await file?.close();
  }
}

async function checkKind(file: FileHandle): Promise<void> {
  const stats = await file.stat();
  if (stats.isFile() && stats.size <= MAX_FILE_BYTES) return;
  throw new InspectorError({
    code: 'invalid',
    operation: 'read a file',
    message: stats.isFile()
      ? `The file is larger than ${MAX_FILE_BYTES / 1024 ** 3} GiB.`
      : 'This is not a regular file.',
    hint: stats.isFile() ? 'Split it.' : 'Choose a file that lies on a disk.',
  });
}

async function readFrom(
  file: FileHandle,
  wanted: ImportFormat | null,
  visitor: FlowVisitor,
): Promise<FileReading> {
  let format = wanted;
  let reader = wanted === null ? null : createFlowReader(wanted);
  let lines = 0;
  for await (const some of readLines(file)) {
    for (const line of some) {
      if (reader === null) {
        if (line.flaw === null && (line.text.trim() === '' || line.text.startsWith('#'))) continue;
        format = detectFormat(line.text);
        if (format === null) throw unknownFormat(line.text);
        reader = createFlowReader(format);
      }
      readLine(reader, line, visitor);
    }
    lines += some.length;
    if (!(await visitor.onPause(lines))) break;
  }
  if (format === null || reader === null) throw emptyFile;
  return { format, lines, warnings: reader.warnings() };
}

function readLine(reader: FlowReader, line: Line, visitor: FlowVisitor): void {
  try {
    if (line.flaw !== null) throw new LineError(`the line ${line.flaw}`);
    const flow = reader.read(line.text);
    if (flow !== null) visitor.onFlow(flow, line);
  } catch (thrown) {
    if (!(thrown instanceof LineError)) throw thrown;
    visitor.onBadLine(line, thrown.message);
  }
}

function unknownFormat(text: string): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation: 'read a file of flows',
    message: 'This file is in no format that is known here.',
    detail: text.slice(0, 200),
    hint: 'Known are CSV, JSON Lines, conntrack -L in any form, /proc/net/nf_conntrack and snapshots. If it is one of them, choose which.',
  });
}

const emptyFile = new InspectorError({
  code: 'invalid',
  operation: 'read a file of flows',
  message: 'There is nothing in this file.',
});
