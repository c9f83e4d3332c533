import type { FlowSink } from '../../shared/flow-record.ts';
import type { FlowTable } from './flow-table.ts';

/**
 * Flows that are being read from the kernel: some of them, a part of the table, or all (a {@link Listing}). Readings are
 * numbered as they begin. Answers lie in a buffer while events overtake them, so what a reading finds counts for less
 * than what was told of a flow since it began.
 */
export class Reading implements FlowSink {
  readonly record: Uint32Array;
  readonly number: number;
  /** Flows put so far. */
  count = 0;
  /** Those of them of which it told something that was not known yet, besides that time passes. */
  news = 0;
  protected readonly table: FlowTable;

  constructor(table: FlowTable, number: number) {
    this.table = table;
    this.record = table.record;
    this.number = number;
  }

  put(): void {
    this.count++;
    if (this.table.take(this.number)) this.news++;
  }

  intern(text: string): number {
    return this.table.intern(text);
  }

  /** Takes note that the kernel no longer has the life in a row, unless more was told of it since. */
  missed(row: number, id: number): void {
    this.table.miss(row, id, this.number);
  }

  /** To be called when nothing more comes. */
  end(): void {
    this.table.endReading(this.number);
  }
}

/** A reading of the whole table: flows that it does not find are gone. */
export class Listing extends Reading {
  /** Ends the flows that it did not find, with pauses: for a listing that is complete, before its end. */
  *endUnseen(): Generator<undefined, void> {
    this.news += yield* this.table.endUnseen(this.number);
  }
}
