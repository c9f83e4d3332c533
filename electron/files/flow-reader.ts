import { InspectorError } from '../../shared/errors.ts';
import type { ImportFormat } from '../../shared/file.ts';
import { Flow } from '../../shared/flow.ts';
import { LineError, quote } from '../cli/flow-text.ts';
import { isListingLine, readListingLine } from '../cli/read-listing-line.ts';
import { isSaveLine, readSaveLine } from '../cli/read-save-line.ts';
import { validate } from '../validate.ts';
import { isCsvRecordOpen, readCsvRecord } from './csv.ts';
import { type CsvColumns, readCsvFlow, readCsvHeader } from './flow-csv.ts';
import { isSnapshotHeader, SNAPSHOT_VERSION, SnapshotEnd, SnapshotHeader } from './snapshot.ts';

/** Reads flows in one format, line by line. */
export interface FlowReader {
  /** The flow of a line; null for a line that is none, such as a header. Throws a LineError. */
  read(line: string): Flow | null;
  /** What is wrong with the file as a whole, once all lines were read. */
  warnings(): string[];
}

/** Finds out a file's format from its first line that says something; null when it is none that can be read. */
export function detectFormat(line: string): ImportFormat | null {
  if (isSnapshotHeader(line)) return 'snapshot';
  if (line.trimStart().startsWith('{')) return 'jsonl';
  if (isSaveLine(line)) return 'save';
  if (isListingLine(line)) return 'listing';
  const cells = readCsvRecord(line)?.map((cell) => cell.trim().toLowerCase()) ?? [];
  return cells.includes('protocol') && cells.includes('source') ? 'csv' : null;
}

/** Makes the reader of a format. */
export function createFlowReader(format: ImportFormat): FlowReader {
  switch (format) {
    case 'csv':
      return createCsvReader();
    case 'jsonl':
      return lineReader(readJsonFlow);
    case 'snapshot':
      return createSnapshotReader();
    case 'save':
      return lineReader(readSaveLine);
    case 'listing':
      return lineReader(readListingLine);
  }
}

function lineReader(readFlow: (line: string) => Flow): FlowReader {
  return {
    read: (line) => (isBlank(line) ? null : ofOneFamily(readFlow(line))),
    warnings: () => [],
  };
}

/** conntrack -R passes over comments, so do all of these. */
function isBlank(line: string): boolean {
  return line.trim() === '' || line.startsWith('#');
}

function ofOneFamily(flow: Flow): Flow {
  const { original, reply, family } = flow;
  const isOne = [original.source, original.destination, reply.source, reply.destination].every(
    (address) => address.includes(':') === (family === 6),
  );
  if (!isOne) throw new LineError('the addresses are not all of one family');
  return flow;
}

/** Undefined for what is no JSON. */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readJsonFlow(line: string): Flow {
  const json = readJson(line);
  if (json === undefined) throw new LineError('the line is no JSON');
  const checked = validate(Flow, json, 'flow');
  if (checked.ok) return checked.value;
  throw new LineError(`${checked.path}: ${checked.message}`);
}

function createSnapshotReader(): FlowReader {
  let hasHeader = false;
  let flows = 0;
  let announced: number | null = null;
  return {
    read(line) {
      if (isBlank(line)) return null;
      if (!hasHeader) {
        hasHeader = true;
        checkHeader(line);
        return null;
      }
      const end = SnapshotEnd.safeParse(readJson(line));
      if (end.success) {
        announced = end.data.flows;
        return null;
      }
      if (announced !== null) throw new LineError('the snapshot ended before this line');
      flows += 1;
      return ofOneFamily(readJsonFlow(line));
    },
    warnings() {
      if (announced === null) return ['The snapshot has no end: the file was cut off.'];
      return announced === flows ? [] : [`The snapshot says it holds ${announced} flows, but has ${flows}.`];
    },
  };
}

function checkHeader(line: string): void {
  const header = validate(SnapshotHeader, readJson(line), 'header');
  const version = header.ok ? header.value.conntrackInspectorSnapshot : null;
  if (version !== null && version >= 1 && version <= SNAPSHOT_VERSION) return;
  throw new InspectorError({
    code: 'invalid',
    operation: 'read a snapshot',
    message:
      version === null
        ? 'The first line is no header of a snapshot.'
        : `This snapshot has version ${version}; versions up to ${SNAPSHOT_VERSION} can be read.`,
    hint: version === null ? 'Choose another format.' : 'Open it with the version that wrote it.',
  });
}

/** A quoted cell may hold line ends; more than so many are taken for a quote that was never closed. */
const MAX_RECORD_LINES = 16;

function createCsvReader(): FlowReader {
  let columns: CsvColumns | null = null;
  let open: string[] = [];
  return {
    read(line) {
      if (open.length === 0 && isBlank(line)) return null;
      open.push(line);
      const record = open.join('\n');
      if (isCsvRecordOpen(record)) {
        if (open.length < MAX_RECORD_LINES) return null;
        open = [];
        throw new LineError(`a quote is not closed within ${MAX_RECORD_LINES} lines`);
      }
      open = [];
      const cells = readCsvRecord(record);
      if (columns === null) {
        columns = readHeader(cells ?? []);
        return null;
      }
      if (cells === null) throw new LineError('a quote stands in the middle of a cell');
      return ofOneFamily(readCsvFlow(columns, cells));
    },
    warnings() {
      const unknown = columns?.unknown ?? [];
      return [
        ...(open.length > 0 ? ['A quote near the end of the file is not closed.'] : []),
        ...(unknown.length > 0
          ? [`Columns that say nothing here were passed over: ${unknown.slice(0, 10).map(quote).join(', ')}.`]
          : []),
      ];
    },
  };
}

/** Without its columns no line says anything, so a lack of them is no matter of one line. */
function readHeader(cells: readonly string[]): CsvColumns {
  const columns = readCsvHeader(cells);
  if (columns.missing.length === 0) return columns;
  throw new InspectorError({
    code: 'invalid',
    operation: 'read a table of flows',
    message: `The first line names no column ${columns.missing.join(', ')}.`,
    hint: 'It must name the columns as an export does.',
  });
}
