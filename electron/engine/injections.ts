import { cancelledError, toInspectorError } from '../../shared/errors.ts';
import { type FlowRef, refOf } from '../../shared/flow.ts';
import { type FlowRange, rangeSize } from '../../shared/flow-range.ts';
import { type FlowSpec, identityOf } from '../../shared/flow-spec.ts';
import { MOST_UNDOABLE_FLOWS } from '../../shared/undo.ts';
import type { InjectOutcome, WorkResult } from '../../shared/work.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { Lives } from '../flows/lives.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import type { FlowEdits } from './flow-edits.ts';
import { type ImportRequest, importFlows } from './import.ts';
import { expectRoom, injectRange, livesOfRange } from './inject-range.ts';
import { makeLabelRoom } from './label-room.ts';
import { whatWasLeftOut } from './left-out.ts';
import type { LiveSync } from './live-sync.ts';
import type { Work } from './work.ts';

/** How many flows of one request are under way at once. */
const BATCH = 64;

interface InjectionsOptions {
  readonly table: FlowTable;
  readonly sync: LiveSync;
  /** Keeps for Undo what was created. */
  readonly edits: FlowEdits;
  /** The table, for changing it. Errors: `not-permitted` while changes are locked. */
  readonly writable: () => Conntrack;
}

/** The ways in which a session's table gets flows: some, a range, a file of them. */
export class Injections {
  readonly #options: InjectionsOptions;

  constructor(options: InjectionsOptions) {
    this.#options = options;
  }

  /** Creates some flows; one outcome for each, in order. What was not begun when the signal was aborted is refused as cancelled. */
  async inject(specs: readonly FlowSpec[], signal: AbortSignal): Promise<InjectOutcome[]> {
    const { sync, edits, writable } = this.#options;
    const conntrack = writable();
    const labelled = specs.some(({ labels }) => labels !== null);
    const labelObstacle = labelled ? await makeLabelRoom(conntrack) : null;
    const create = async (spec: FlowSpec): Promise<InjectOutcome> => {
      try {
        const flow = await conntrack.create(spec);
        return { outcome: 'created', ref: refOf(flow), note: whatWasLeftOut(spec, flow, labelObstacle) };
      } catch (thrown) {
        const { data } = toInspectorError(thrown, 'inject a flow');
        return { outcome: data.code === 'exists' ? 'exists' : 'refused', error: data };
      }
    };
    const rest: InjectOutcome = { outcome: 'refused', error: cancelledError('inject the rest').data };
    const outcomes = await inBatches(specs, signal, create, rest);
    const created = outcomes.flatMap((outcome) => (outcome.outcome === 'created' ? [outcome.ref] : []));
    edits.keepInjection(created);
    // Where the kernel sends no events the new flows would show only with the next listing.
    if (created.length === 0 || sync.eventsTellAll) return outcomes;
    const obstacle = await this.#readIn(conntrack, created);
    if (obstacle === null) return outcomes;
    return outcomes.map((outcome) => {
      if (outcome.outcome !== 'created') return outcome;
      const sentences = [outcome.note, 'It shows once the table is listed.', obstacle];
      return { ...outcome, note: sentences.filter(Boolean).join(' ') };
    });
  }

  /** Creates every flow of a range. Errors: `table-full` beforehand, `not-permitted`. */
  async injectRange(range: FlowRange, work: Work): Promise<WorkResult['undo']> {
    const { sync, edits, writable } = this.#options;
    const conntrack = writable();
    const size = rangeSize(range);
    await expectRoom(conntrack, size);
    const created = new Uint8Array(size);
    await sync.whileManyCome(size, () =>
      injectRange(conntrack, range, work, (index) => {
        created[index] = 1;
      }),
    );
    return edits.keepMany(conntrack, work.countOf('created'), () => livesOfRange(range, created));
  }

  /** Injects the flows of a file. Errors: `not-permitted`, `invalid` (the format), `file-failed`. */
  async import(request: ImportRequest, work: Work): Promise<WorkResult['undo']> {
    const { sync, edits, writable } = this.#options;
    const conntrack = writable();
    const created = new Lives();
    const keep = (spec: FlowSpec) => {
      if (created.count < MOST_UNDOABLE_FLOWS) created.add(identityOf(spec));
    };
    const makeRoomForLabels = () => makeLabelRoom(conntrack);
    // How many will come is known when the file was read.
    await sync.whileManyCome(1, () =>
      importFlows(conntrack, request, work, { makeRoomForLabels, onCreated: keep }),
    );
    return edits.keepMany(conntrack, work.countOf('created'), async () => created);
  }

  /** Reads flows into the table. Answers what kept it from that, or null; then the table is listed as soon as possible. */
  async #readIn(conntrack: Conntrack, refs: readonly FlowRef[]): Promise<string | null> {
    const { table, sync } = this.#options;
    const reading = table.read();
    try {
      await conntrack.refresh(refs, reading);
      return null;
    } catch (thrown) {
      sync.listSoon();
      return toInspectorError(thrown, 'read what was injected').data.message;
    } finally {
      reading.end();
    }
  }
}

/** One result for each item, in order; `rest` for those that were not begun when the signal was aborted. */
async function inBatches<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
  rest: R,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length && !signal.aborted; from += BATCH) {
    results.push(...(await Promise.all(items.slice(from, from + BATCH).map(work))));
  }
  return [...results, ...items.slice(results.length).map(() => rest)];
}
