import { FlowTable } from '../../electron/flows/flow-table.ts';
import * as Row from '../../shared/flow-record.ts';
import { Present } from '../../shared/flow-record.ts';
import { TCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { IPV6_PREFIX, mixFlow, newMixedFlow, scramble } from './flow-mix.ts';

const flow = newMixedFlow();
const STARTED_SECONDS = 1_760_000_000;

/** A flow table with `size` flows of the mix, filled as a decoder does; no kernel takes part. */
export function makeMemoryTable(size: number): FlowTable {
  const table = new FlowTable();
  const listing = table.list();
  for (let index = 0; index < size; index++) {
    fillMixed(table, index, 0);
    listing.put();
  }
  listing.end();
  return table;
}

/** Writes flow `index` of the mix to the table's record; `turn` changes its counters and time left. */
export function fillMixed(table: FlowTable, index: number, turn: number): void {
  mixFlow(index, flow);
  const { record } = table;
  const noise = scramble(index + 0x1000_0000);
  record.fill(0);
  record[Row.KIND] = flow.family | (flow.protocol << 8);
  record[Row.ZONES] = (flow.zone << 16) | flow.zone;
  putAddress(record, Row.ORIG_SRC, flow.source);
  putAddress(record, Row.ORIG_DST, flow.destination);
  putAddress(record, Row.REPLY_SRC, flow.destination);
  putAddress(record, Row.REPLY_DST, flow.source);
  record[Row.ORIG_L4] = (flow.sourcePort << 16) | flow.destinationPort;
  record[Row.REPLY_L4] = (flow.destinationPort << 16) | flow.sourcePort;
  record[Row.STATUS] =
    StatusBit.confirmed |
    (noise % 10 < 8 ? StatusBit.seenReply : 0) |
    (noise % 10 < 6 ? StatusBit.assured : 0);
  record[Row.ID] = scramble(index + 0x2000_0000);
  record[Row.TIMEOUT] = flow.timeoutSeconds + turn;
  record[Row.MARK] = flow.mark;
  record[Row.USE] = 1;
  // Most flows are small and a few are very large: spread evenly over the powers of two from 2^6 to 2^36 bytes.
  const bytes = Math.floor(2 ** (6 + (noise / 0x1_0000_0000) * 30)) + turn * 1500;
  putCounter(record, Row.ORIG_BYTES, Math.floor(bytes / 8));
  putCounter(record, Row.REPLY_BYTES, bytes);
  putCounter(record, Row.ORIG_PACKETS, Math.ceil(bytes / 8 / 700));
  putCounter(record, Row.REPLY_PACKETS, Math.ceil(bytes / 1200));
  const started = (STARTED_SECONDS + (noise % 100_000)) * 1_000_000_000 + (noise & 0xffff);
  putCounter(record, Row.STARTED, started);
  record[Row.HELPER] = noise % 500 === 0 ? table.intern('ftp') : 0;
  record[Row.LABELS + 3] = noise % 300 === 0 ? 1 << (noise % 8) : 0;
  let present: number = Present.l4 | Present.status | Present.reply | Present.timeout | Present.use;
  present |= Present.counters | Present.started | Present.mark;
  if (flow.protocol === TCP) {
    present |= Present.state;
    record[Row.STATE] = 1 + (noise % 8);
  }
  if (record[Row.HELPER] !== 0) present |= Present.helper;
  if (record[Row.LABELS + 3] !== 0) present |= Present.labels;
  record[Row.PRESENT] = present;
}

function putAddress(record: Uint32Array, word: number, address: number): void {
  if (flow.family === 4) {
    record[word] = address;
    return;
  }
  record.set(IPV6_PREFIX, word);
  record[word + 3] = address;
}

function putCounter(record: Uint32Array, word: number, value: number): void {
  record[word] = Math.floor(value / 0x1_0000_0000);
  record[word + 1] = value >>> 0;
}
