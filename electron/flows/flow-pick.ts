import type { Filter } from '../../shared/filter/ast.ts';
import type { Flow, FlowRef } from '../../shared/flow.ts';
import { LIFE_WORDS } from '../../shared/flow-life.ts';
import * as Row from '../../shared/flow-record.ts';
import type { FlushScope, Pick } from '../../shared/pick.ts';
import { ZONE_COUNT, zonesOfFlow } from '../../shared/zone.ts';
import type { FlowTable } from './flow-table.ts';
import { Lives } from './lives.ts';
import { matchingRows } from './matching-rows.ts';
import { flowOf } from './read-row.ts';

const SAMPLE = 5;
const MOST_ZONES = 100;

/** Lives picked from a table, with what a person wants to know of them before something is done to them. */
export class FlowPick {
  readonly lives = new Lives();
  readonly #sample: Flow[] = [];
  readonly #zones = new Uint32Array(ZONE_COUNT);
  readonly #protocols = new Uint32Array(256);

  /** Adds these very flows, whether they are still in the table or not. */
  addRefs(table: FlowTable, refs: readonly FlowRef[]): void {
    for (const ref of refs) this.lives.add(ref);
    for (let index = this.lives.count - refs.length; index < this.lives.count; index++)
      this.#note(table, index);
  }

  /** Adds lives but for some, in pauses, whether they are still in the table or not. */
  *addLives(table: FlowTable, lives: Lives, without: readonly FlowRef[]): Generator<undefined, void> {
    let index = this.lives.count;
    for (const _ of this.lives.addFrom(lives, without)) {
      for (; index < this.lives.count; index++) this.#note(table, index);
      yield;
    }
    for (; index < this.lives.count; index++) this.#note(table, index);
  }

  /** Adds every flow that matches, in pauses: each as it was at some moment while this ran. */
  addMatching(table: FlowTable, filter: Filter): Generator<undefined, void> {
    return matchingRows(table, filter, (row) => this.#addRow(table, row));
  }

  /** What is in it. */
  summary(): Omit<Pick, 'pickId'> {
    const zones = countsOf(this.#zones).map(([zone, flows]) => ({ zone, flows }));
    return {
      count: this.lives.count,
      sample: this.#sample,
      zones: zones.slice(0, MOST_ZONES),
      zoneCount: zones.length,
      protocols: countsOf(this.#protocols).map(([protocol, flows]) => ({ protocol, flows })),
    };
  }

  #addRow(table: FlowTable, row: number): void {
    const index = this.lives.count;
    this.lives.addRow(table, row);
    this.#tally(index);
    if (this.#sample.length < SAMPLE) this.#sample.push(flowOf(table, row));
  }

  /** Takes account of a life that was added. */
  #note(table: FlowTable, index: number): void {
    this.#tally(index);
    if (this.#sample.length === SAMPLE) return;
    const row = this.lives.rowOf(index, table);
    if (row !== -1) this.#sample.push(flowOf(table, row));
  }

  #tally(index: number): void {
    const { words } = this.lives;
    const at = index * LIFE_WORDS;
    const zones = zonesOfFlow(words[at + Row.ZONES] ?? 0);
    const original = zones >>> 16;
    const reply = zones & 0xffff;
    increment(this.#zones, original);
    if (reply !== original) increment(this.#zones, reply);
    increment(this.#protocols, ((words[at + Row.KIND] ?? 0) >>> 8) & 0xff);
  }
}

/** The filter that says the same as a scope. */
export function filterOfScope(scope: FlushScope): Filter {
  switch (scope.kind) {
    case 'table':
      return { kind: 'all' };
    case 'zone': {
      const { zone } = scope;
      return { kind: 'number', field: 'zone', among: true, set: [{ low: zone, high: zone }] };
    }
    case 'mark':
      return { kind: 'mask', field: 'mark', mask: scope.mask, equal: true, value: scope.mark };
    case 'status':
      return { kind: 'mask', field: 'status', mask: scope.mask, equal: true, value: scope.bits };
  }
}

function increment(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

/** What was counted at least once, most first. */
function countsOf(counts: Uint32Array): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  counts.forEach((count, at) => {
    if (count > 0) found.push([at, count]);
  });
  return found.sort((left, right) => right[1] - left[1] || left[0] - right[0]);
}
