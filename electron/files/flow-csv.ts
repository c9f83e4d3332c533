import type { Counters, Flow, L4, Tuple } from '../../shared/flow.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { protocolName, statesOf } from '../../shared/protocol.ts';
import {
  LineError,
  MAX_BYTE,
  MAX_PORT,
  MAX_UINT32,
  quote,
  readAddress,
  readNumber,
  readProtocol,
  readState,
  readStatus,
  statusText,
} from '../cli/flow-text.ts';
import { csvRecord } from './csv.ts';

const ends = [
  'source',
  'source_port',
  'destination',
  'destination_port',
  'icmp_type',
  'icmp_code',
  'icmp_id',
  'source_key',
  'destination_key',
] as const;

/** The columns, in order. Directions have the same columns twice; counters and numbers are decimal, times ISO 8601 in UTC. */
const columns = [
  'protocol',
  ...ends,
  ...ends.map((name) => `reply_${name}` as const),
  'zone_original',
  'zone_reply',
  'state',
  'status',
  'timeout_seconds',
  'mark',
  'labels',
  'helper',
  'original_packets',
  'original_bytes',
  'reply_packets',
  'reply_bytes',
  'started',
  'use',
  'id',
] as const;
type Column = (typeof columns)[number];

/** The first record. */
export const csvHeader = csvRecord(columns);

/** A flow as one record. What the kernel does not say is empty. */
export function flowCsv(flow: Flow): string {
  const { original, reply, counters, zones } = flow;
  return csvRecord([
    protocolName(flow.protocol),
    ...tupleCells(original),
    ...tupleCells(reply),
    String(zones.original),
    String(zones.reply),
    flow.state === null ? '' : (statesOf(flow.protocol)[flow.state] ?? String(flow.state)),
    statusText(flow.status, '|'),
    text(flow.timeoutSeconds),
    text(flow.mark),
    flow.labels ?? '',
    flow.helper ?? '',
    ...counterCells(counters?.original),
    ...counterCells(counters?.reply),
    flow.startedAt === null ? '' : new Date(flow.startedAt).toISOString(),
    text(flow.use),
    String(flow.id),
  ]);
}

/** Where a file’s head has our columns. */
export interface CsvColumns {
  readonly places: ReadonlyMap<Column, number>;
  /** Columns that are none of ours, and are passed over. */
  readonly unknown: readonly string[];
  /** Columns without which there is no flow. */
  readonly missing: readonly string[];
}

const required = ['protocol', 'source', 'destination'] as const;

/** Which column stands where, after the first record of a file. */
export function readCsvHeader(cells: readonly string[]): CsvColumns {
  const places = new Map<Column, number>();
  const unknown: string[] = [];
  cells.forEach((cell, place) => {
    const name = cell.trim().toLowerCase();
    const column = columns.find((known) => known === name);
    if (column) places.set(column, place);
    else unknown.push(cell);
  });
  const missing = required.filter((column) => !places.has(column));
  return { places, unknown, missing };
}

/** The flow of one record. Throws a LineError. */
export function readCsvFlow({ places }: CsvColumns, cells: readonly string[]): Flow {
  const cell = (column: Column) => cells[places.get(column) ?? -1] ?? '';
  const number = (column: Column, maximum: number) => readNumber(column, cell(column), maximum);
  const optional = (column: Column, maximum: number) =>
    cell(column) === '' ? null : number(column, maximum);
  const protocol = readProtocol(cell('protocol'));
  const original = readTuple('', cell);
  const reply = cell('reply_source') === '' ? null : readTuple('reply_', cell);
  const family = original.source.includes(':') ? 6 : 4;
  const counter = (packets: Column, bytes: Column): Counters => ({
    packets: number(packets, Number.MAX_VALUE),
    bytes: number(bytes, Number.MAX_VALUE),
  });
  return {
    family,
    protocol,
    original,
    reply: reply ?? inverseTuple(protocol, original),
    zones: {
      original: optional('zone_original', MAX_PORT) ?? 0,
      reply: optional('zone_reply', MAX_PORT) ?? optional('zone_original', MAX_PORT) ?? 0,
    },
    id: optional('id', MAX_UINT32) ?? 0,
    status: readStatus(cell('status'), '|'),
    state: cell('state') === '' ? null : readState(protocol, cell('state')),
    timeoutSeconds: optional('timeout_seconds', MAX_UINT32),
    mark: optional('mark', MAX_UINT32),
    use: optional('use', MAX_UINT32),
    helper: cell('helper') || null,
    labels: cell('labels') || null,
    counters:
      cell('original_packets') === ''
        ? null
        : {
            original: counter('original_packets', 'original_bytes'),
            reply: counter('reply_packets', 'reply_bytes'),
          },
    startedAt: readTime(cell('started')),
  };
}

/** In the order of {@link ends}. */
function tupleCells({ source, destination, l4 }: Tuple): string[] {
  const isPorts = l4.kind === 'ports';
  return [
    source,
    isPorts ? String(l4.source) : '',
    destination,
    isPorts ? String(l4.destination) : '',
    ...(l4.kind === 'icmp' ? [String(l4.type), String(l4.code), String(l4.id)] : ['', '', '']),
    ...(l4.kind === 'gre' ? [String(l4.sourceKey), String(l4.destinationKey)] : ['', '']),
  ];
}

function readTuple(prefix: '' | 'reply_', cell: (column: Column) => string): Tuple {
  const at = (name: (typeof ends)[number]) => cell(`${prefix}${name}`);
  const number = (name: (typeof ends)[number], maximum: number) =>
    readNumber(`${prefix}${name}`, at(name), maximum);
  const source = readAddress(`${prefix}source`, at('source'));
  const destination = readAddress(`${prefix}destination`, at('destination'));
  let l4: L4 = { kind: 'none' };
  if (at('source_port') !== '' || at('destination_port') !== '') {
    l4 = {
      kind: 'ports',
      source: number('source_port', MAX_PORT),
      destination: number('destination_port', MAX_PORT),
    };
  } else if (at('icmp_type') !== '') {
    l4 = {
      kind: 'icmp',
      type: number('icmp_type', MAX_BYTE),
      code: number('icmp_code', MAX_BYTE),
      id: number('icmp_id', MAX_PORT),
    };
  } else if (at('source_key') !== '' || at('destination_key') !== '') {
    l4 = {
      kind: 'gre',
      sourceKey: number('source_key', MAX_PORT),
      destinationKey: number('destination_key', MAX_PORT),
    };
  }
  return { source, destination, l4 };
}

function counterCells(counters: Counters | undefined): string[] {
  return counters ? [String(counters.packets), String(counters.bytes)] : ['', ''];
}

function text(number: number | null): string {
  return number === null ? '' : String(number);
}

function readTime(cell: string): number | null {
  if (cell === '') return null;
  const time = /^\d{4}-\d\d-\d\d[T ]/.test(cell) ? Date.parse(cell) : Number.NaN;
  if (Number.isNaN(time))
    throw new LineError(`started must be a time such as 2026-01-31T12:00:00Z, not ${quote(cell)}`);
  return time;
}
