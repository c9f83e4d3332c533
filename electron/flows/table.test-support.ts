import type { FlowEventKind } from '../../shared/flow-event.ts';
import * as Row from '../../shared/flow-record.ts';
import { type FlowRecords, Present } from '../../shared/flow-record.ts';
import { TCP } from '../../shared/protocol.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneUsage } from '../../shared/zone-usage.ts';
import type { FlowTable } from './flow-table.ts';
import type { Listing, Reading } from './reading.ts';
import { zoneRows } from './zone-query.ts';

/** What tests say of a flow; the rest is 0. */
export interface Sketch {
  readonly source: number;
  readonly port?: number;
  readonly zones?: readonly [original: number, reply: number];
  readonly id?: number;
  readonly status?: number;
  readonly protocol?: number;
  readonly state?: number;
  readonly timeout?: number;
  readonly mark?: number;
  readonly bytes?: number;
}

/** Fills the table's record as a decoder would, and puts it as an event, or as a reading of its own. */
export function put(table: FlowTable, kind: FlowEventKind | 'listed', sketch: Sketch): void {
  fill(table, sketch);
  if (kind !== 'listed') table.put(kind);
  else readRecord(table);
}

/** Puts flows as they are found by a reading that is under way. */
export function find(reading: Reading, ...sketches: readonly Sketch[]): void {
  for (const sketch of sketches) {
    fill(reading, sketch);
    reading.put();
  }
}

/** Lists the whole table. */
export function list(table: FlowTable, ...sketches: readonly Sketch[]): Listing {
  const listing = table.list();
  find(listing, ...sketches);
  complete(listing);
  return listing;
}

/** The listing was through, and ends. */
export function complete(listing: Listing): void {
  atOnce(listing.endUnseen());
  listing.end();
}

/** The row of a flow; -1 when there is none. */
export function rowFor(table: FlowTable, sketch: Sketch): number {
  fill(table, sketch);
  return table.findLive();
}

/** Takes what is in the record as found by a reading that begins and ends here. */
export function readRecord(table: FlowTable): void {
  const reading = table.read();
  reading.put();
  reading.end();
}

/** Fills a record with an IPv4 flow. */
export function fill({ record }: FlowRecords, sketch: Sketch): void {
  record.fill(0);
  const [original, reply] = sketch.zones ?? [0, 0];
  record[Row.KIND] = 4 | ((sketch.protocol ?? TCP) << 8);
  record[Row.ZONES] = (original << 16) | reply;
  record[Row.ORIG_SRC] = sketch.source;
  record[Row.ORIG_DST] = 0xc6336401;
  record[Row.ORIG_L4] = ((sketch.port ?? 1) << 16) | 443;
  record[Row.ID] = sketch.id ?? 1;
  record[Row.STATUS] = sketch.status ?? 0;
  let present: number = Present.l4 | Present.status;
  const optional = (bit: number, word: number, value: number | undefined) => {
    if (value === undefined) return;
    record[word] = value;
    present |= bit;
  };
  optional(Present.state, Row.STATE, sketch.state);
  optional(Present.timeout, Row.TIMEOUT, sketch.timeout);
  optional(Present.mark, Row.MARK, sketch.mark);
  optional(Present.counters, Row.ORIG_BYTES + 1, sketch.bytes);
  record[Row.PRESENT] = present;
}

/** Does work that pauses without a pause. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A clock that stands still until it is moved. */
export function manualClock(): { (): number; advance(milliseconds: number): void } {
  let now = 1_700_000_000_000;
  return Object.assign(() => now, {
    advance(milliseconds: number) {
      now += milliseconds;
    },
  });
}

/** Every zone in use or reserved, by number. */
export function usageOf({ zones, flows }: FlowTable): ZoneUsage[] {
  const sort = { column: 'zone', descending: false } as const;
  return zoneRows(zones, flows, { filter: { kind: 'all' }, sort, offset: 0, limit: ZONE_COUNT }).rows;
}
