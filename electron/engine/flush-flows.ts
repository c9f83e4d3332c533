import { type ErrorData, InspectorError, toInspectorError } from '../../shared/errors.ts';
import {
  type FlowSink,
  MARK,
  PRESENT,
  Present,
  RECORD_WORDS,
  STATUS,
  ZONES,
} from '../../shared/flow-record.ts';
import type { FlushScope } from '../../shared/pick.ts';
import type { TablePart } from '../../shared/table-part.ts';
import { MOST_UNDOABLE_FLOWS } from '../../shared/undo.ts';
import { FlowPick, filterOfScope } from '../flows/flow-pick.ts';
import { FlowTable } from '../flows/flow-table.ts';
import type { Lives } from '../flows/lives.ts';
import type { KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack, KeptPart } from '../targets/conntrack.ts';
import { unknownBecause } from './bulk.ts';
import { describeLives, livesOf, PAUSE_FLOWS } from './delete-flows.ts';
import type { LiveSync } from './live-sync.ts';
import type { Reason } from './refusals.ts';
import { inSlices } from './slices.ts';
import type { Work } from './work.ts';

/** The part of the table that a scope means, as the kernel itself can pick it out. */
function partOf(scope: FlushScope): TablePart {
  switch (scope.kind) {
    case 'table':
      return {};
    case 'zone':
      return { zone: scope.zone };
    case 'mark':
      return { mark: { value: scope.mark, mask: scope.mask } };
    case 'status':
      return { status: { value: scope.bits, mask: scope.mask } };
  }
}

/** The lives that are in scope now, as far as the table knows. */
export async function livesIn(table: FlowTable, scope: FlushScope): Promise<Lives> {
  const pick = new FlowPick();
  await inSlices('pick flows', pick.addMatching(table, filterOfScope(scope)));
  return pick.lives;
}

/**
 * Whether the kernel picks out parts of the table by this kind of scope. Older ones do not know some filters and then
 * list everything, and would delete everything. Null when nothing could tell: all flows are in scope, or some may not have been listed.
 */
export async function honoursFilter(
  conntrack: Conntrack,
  table: FlowTable,
  scope: FlushScope,
): Promise<boolean | null> {
  const sink = new ScopeCheck(scope);
  const { interrupted } = await conntrack.listPart(sink, partOf(scope));
  if (sink.outside > 0) return false;
  if (interrupted) return null;
  const { nf_conntrack_count: flows = table.flows } = await conntrack.readSysctls();
  return flows > sink.inside ? true : null;
}

/** Counts flows in and outside a scope. */
class ScopeCheck implements FlowSink {
  readonly record = new Uint32Array(RECORD_WORDS);
  inside = 0;
  outside = 0;
  readonly #scope: FlushScope;

  constructor(scope: FlushScope) {
    this.#scope = scope;
  }

  intern(): number {
    return 0;
  }

  put(): void {
    const { record } = this;
    if (isInScope(this.#scope, (word) => record[word] ?? 0)) this.inside++;
    else this.outside++;
  }
}

/** Whether a flow is in scope; `word` reads its record. */
function isInScope(scope: FlushScope, word: (index: number) => number): boolean {
  switch (scope.kind) {
    case 'table':
      return true;
    case 'zone': {
      const zones = word(ZONES);
      return scope.zone === 0 ? zones === 0 : zones >>> 16 === scope.zone || (zones & 0xffff) === scope.zone;
    }
    case 'mark':
      return (word(PRESENT) & Present.mark) !== 0 && (word(MARK) & scope.mask) >>> 0 === scope.mark;
    case 'status':
      return (word(STATUS) & scope.mask) >>> 0 === scope.bits;
  }
}

interface Flushing {
  readonly conntrack: Pick<Conntrack, 'flush' | 'listPart' | 'readSysctls'>;
  readonly table: FlowTable;
  readonly scope: FlushScope;
  readonly work: Work;
  readonly sync: Pick<LiveSync, 'losses' | 'eventsTellAll' | 'whileManyGo'>;
}

/**
 * What Undo needs of the flows in scope. The table knows of `known`, and while its picture is partial the kernel may have many
 * more: of too many nothing is kept.
 */
export async function keepScope(
  conntrack: Pick<Conntrack, 'keepPart'>,
  scope: FlushScope,
  known: number,
): Promise<KeptPart> {
  if (known > MOST_UNDOABLE_FLOWS) return { flows: known, kept: null, interrupted: false };
  return conntrack.keepPart(partOf(scope), MOST_UNDOABLE_FLOWS);
}

/**
 * Has the kernel delete everything in scope, in one request. Flows are counted as their DESTROY events come; where
 * events were lost or are not sent, the part is listed, and what it no longer holds is gone. Where that fails or is interrupted, the
 * flows of which nothing tells are counted as unknown. Answers where in `kept`, which holds what the kernel said of the flows before,
 * those lie that are gone, or may be: to make one again that is still there is refused.
 */
export async function flushScope(
  flushing: Flushing,
  lives: Lives,
  kept: KeptFlows | null,
): Promise<number[]> {
  const { conntrack, table, scope, work, sync } = flushing;
  work.plan(null, describeLives(lives));
  const lossesBefore = sync.losses.count;
  let gone = 0;
  const watch = (row: number) => {
    if (isInScope(scope, (word) => table.word(row, word))) gone++;
  };
  const stock: Stock = { listed: new FlowTable(), doubt: null };
  table.goneWatchers.add(watch);
  try {
    const flush = () => conntrack.flush(scope.kind === 'table' ? 'table' : partOf(scope));
    const isTold = async () => {
      if (!sync.eventsTellAll) return false;
      await allEvents(conntrack, () => gone);
      return sync.losses.count === lossesBefore && !(await inSlices('take stock', hasAny(lives, table)));
    };
    const isTaken = await sync.whileManyGo(lives.count, flush, () =>
      takeStock(flushing, lives, stock, async () => false),
    );
    if (!isTaken) await takeStock(flushing, lives, stock, isTold);
  } finally {
    table.goneWatchers.delete(watch);
  }
  work.count('deleted', gone);
  if (stock.doubt) work.note(`It is not known of all flows whether they went. ${stock.doubt.data.message}`);
  return kept ? inSlices('keep what was deleted', goneAmong(kept, table, stock)) : [];
}

/** Events were sent before the answer. They are all here when, from one answer to the next, no more came. */
async function allEvents(conntrack: Pick<Conntrack, 'readSysctls'>, seen: () => number): Promise<void> {
  for (let before = -1; seen() !== before; ) {
    before = seen();
    await conntrack.readSysctls();
  }
}

/** What could be found out after a flush. */
interface Stock {
  /** What is left of the part, as far as it was listed. */
  readonly listed: FlowTable;
  /** Why what was not listed may be there all the same; null where it is gone. */
  doubt: InspectorError | null;
}

/** Finds out what went, unless `isTold`. The flush is done already: what fails here is no reason to forget what is known. */
async function takeStock(
  flushing: Flushing,
  lives: Lives,
  stock: Stock,
  isTold: () => Promise<boolean>,
): Promise<void> {
  try {
    if (!(await isTold())) await endThoseGone(flushing, lives, stock);
  } catch (thrown) {
    stock.doubt = toInspectorError(thrown, 'take stock');
  }
  await inSlices('take stock', tellOfOthers(flushing, lives, stock));
}

/** Lists what is left of the part, and ends the rows of those flows that are not among it. Throws where it could not be listed whole. */
async function endThoseGone(
  { conntrack, table, scope }: Flushing,
  lives: Lives,
  { listed }: Stock,
): Promise<void> {
  const reading = table.read();
  function* endUnlisted(): Generator<undefined, void> {
    for (let index = 0; index < lives.count; index++) {
      if (index % PAUSE_FLOWS === 0) yield;
      if (listed.flows > 0 && lives.rowOf(index, listed) !== -1) continue;
      const row = lives.rowOf(index, table);
      if (row !== -1) reading.missed(row, lives.id(index));
    }
  }
  try {
    const { interrupted } = await conntrack.listPart(listed.read(), partOf(scope));
    if (interrupted) throw interruptedListing;
    await inSlices('take stock', endUnlisted());
  } finally {
    reading.end();
  }
}

/** Counts the flows that did not go, and those of which nothing tells. */
function* tellOfOthers(
  { table, work }: Flushing,
  lives: Lives,
  { listed, doubt }: Stock,
): Generator<undefined, void> {
  if (listed.flows === 0 && doubt === null) return;
  const unknown = doubt && unknownBecause('delete', doubt);
  for (let index = 0; index < lives.count; index++) {
    if (index % PAUSE_FLOWS === 0) yield;
    if (lives.rowOf(index, table) === -1) continue;
    if (lives.rowOf(index, listed) !== -1) work.refuse(index, leftAlone);
    else if (unknown) work.refuse(index, unknown);
  }
}

/** Whether any of the lives is still in the table. */
function* hasAny(lives: Lives, table: FlowTable): Generator<undefined, boolean> {
  for (let index = 0; index < lives.count; index++) {
    if (index % PAUSE_FLOWS === 0) yield;
    if (lives.rowOf(index, table) !== -1) return true;
  }
  return false;
}

/** Numbers of the kept flows that are no longer in the table, or of which nothing tells that they still are. */
function* goneAmong(
  kept: KeptFlows,
  table: FlowTable,
  { listed, doubt }: Stock,
): Generator<undefined, number[]> {
  const lives = yield* livesOf(kept);
  const gone: number[] = [];
  for (let index = 0; index < lives.count; index++) {
    if (index % PAUSE_FLOWS === 0) yield;
    const isLeft = lives.rowOf(index, table) !== -1 && (!doubt || lives.rowOf(index, listed) !== -1);
    if (!isLeft) gone.push(index);
  }
  return gone;
}

const interruptedListing = new InspectorError({
  code: 'overrun',
  operation: 'take stock',
  message: 'The table changed while what is left of it was listed.',
});

const leftAlone: Reason = {
  outcome: 'refused',
  explain: (subject): ErrorData => ({
    code: 'unsupported',
    operation: `delete ${subject}`,
    subject,
    message: 'The kernel left this flow alone.',
    hint: 'It does so with flows whose packets bypass it through a flow table (OFFLOAD), and with flows that came back.',
  }),
};
