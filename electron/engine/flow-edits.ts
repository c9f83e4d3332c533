import { type ErrorData, InspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { FlowChange } from '../../shared/flow-change.ts';
import { LIFE_WORDS } from '../../shared/flow-life.ts';
import type { FlushScope, Scope } from '../../shared/pick.ts';
import type { TargetState } from '../../shared/target-state.ts';
import { MOST_UNDOABLE_FLOWS, type UndoResult } from '../../shared/undo.ts';
import type { WorkResult } from '../../shared/work.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { Lives } from '../flows/lives.ts';
import { RenewedLives } from '../flows/renewed-lives.ts';
import { KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack } from '../targets/conntrack.ts';
import { changeLives } from './change-flows.ts';
import { changePlanner } from './change-plan.ts';
import { deleteLives, presentLives } from './delete-flows.ts';
import { flushScope, honoursFilter, keepScope, livesIn } from './flush-flows.ts';
import { makeLabelRoom } from './label-room.ts';
import type { LiveSync } from './live-sync.ts';
import type { Picks } from './picks.ts';
import { UndoStack } from './undo-stack.ts';
import { alteration, deletion, injection } from './undoables.ts';
import type { Work } from './work.ts';

type Undo = WorkResult['undo'];

interface Parts {
  readonly table: FlowTable;
  readonly picks: Picks;
  readonly sync: LiveSync;
  readonly title: string;
  /** The table, for changing it. Errors: `not-permitted` while changes are locked. */
  readonly writable: (operation: string) => Conntrack;
  /** What Undo would take back is something else: whoever is answered next must know. */
  readonly onUndoable: () => void;
}

/** What can be done to the flows of one session's table: delete, change, flush, and take that back. */
export class FlowEdits {
  readonly #parts: Parts;
  readonly #undo: UndoStack;
  /** Which kinds of scope this kernel is known to pick out, or not to. */
  readonly #honoured = new Map<FlushScope['kind'], Promise<boolean | null>>([
    ['table', Promise.resolve(true)],
  ]);

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#undo = new UndoStack(parts.onUndoable);
  }

  /** What Undo would take back. */
  get undoable(): TargetState['undo'] {
    return this.#undo.top;
  }

  /** Deletes picked lives. Errors: `not-found` (pick), `not-permitted`. */
  async delete(pickId: string, work: Work): Promise<Undo> {
    const conntrack = this.#parts.writable('delete');
    return this.#delete(conntrack, this.#parts.picks.take(pickId).lives, work);
  }

  /** Changes picked lives. Errors: `not-found` (pick), `not-permitted`. */
  async change(pickId: string, change: FlowChange, work: Work): Promise<Undo> {
    const conntrack = this.#parts.writable('change');
    const { lives } = this.#parts.picks.take(pickId);
    const kept = lives.count > MOST_UNDOABLE_FLOWS ? null : new KeptFlows();
    const changed = new Lives();
    await changeLives({
      conntrack,
      lives,
      work,
      planOf: changePlanner(change),
      labelObstacle: change.labels === null ? null : await makeLabelRoom(conntrack),
      onChanged: (index, before, at) => {
        if (!kept) return;
        kept.add(before.view, before.start(at), before.end(at));
        changed.addWords(lives.words, index * LIFE_WORDS);
      },
    });
    this.#listWhereEventsDoNotTell(work.countOf('changed') + work.countOf('unknown') > 0);
    if (!kept) return tooMany(lives.count);
    this.#undo.push(alteration(() => this.#parts.writable('undo'), kept, changed, change));
    return kept.count > 0 ? { possible: true } : nothingDone;
  }

  /**
   * Deletes everything in scope as it is when this runs. Errors: `invalid` when the whole table was not confirmed by its
   * title, `not-permitted`.
   */
  async flush(scope: FlushScope, confirmation: string | null, work: Work): Promise<Undo> {
    const { table, sync, title } = this.#parts;
    const conntrack = this.#parts.writable('empty');
    if (scope.kind === 'table' && confirmation !== title) throw unconfirmed(title);
    const lives = await livesIn(table, scope);
    if (!(await this.#honours(scope))) return this.#delete(conntrack, lives, work);
    const { kept, flows, interrupted } = await keepScope(conntrack, scope, lives.count);
    const gone = await flushScope({ conntrack, table, scope, work, sync }, lives, kept);
    if (work.countOf('unknown') > 0) sync.listSoon();
    else this.#listWhereEventsDoNotTell(true);
    if (!kept) return tooMany(flows);
    if (interrupted) work.note('Undo may lack some flows: the table changed while they were listed for it.');
    return this.#keepDeletion(kept, gone);
  }

  /** Lets Undo delete flows that were made: these lives and no others. */
  keepInjection(refs: Iterable<FlowRef>): Undo {
    const lives = new Lives();
    for (const ref of refs) lives.add(ref);
    if (lives.count === 0) return nothingDone;
    this.#undo.push(injection(() => this.#parts.writable('undo'), lives.count, lives));
    return { possible: true };
  }

  /**
   * The same for `count` flows that were made and whose ids only the kernel knows. It is asked at once, and nobody but
   * Undo waits for its answer.
   */
  keepMany(conntrack: Conntrack, count: number, created: () => Promise<Lives>): Undo {
    if (count > MOST_UNDOABLE_FLOWS) return tooMany(count);
    if (count === 0) return nothingDone;
    const lives = created().then((flows) => presentLives(conntrack, flows));
    // Undo tells of a failure.
    lives.catch(() => undefined);
    this.#undo.push(injection(() => this.#parts.writable('undo'), count, lives));
    return { possible: true };
  }

  /** Takes the last thing back. Errors: `not-found` when there is none, `not-permitted`. */
  async undo(work: Work): Promise<UndoResult['lost']> {
    this.#parts.writable('undo');
    const done = this.#undo.pop();
    if (!done) throw nothingToUndo;
    const renewed = new RenewedLives();
    const lost = await done.takeBack(work, renewed);
    await this.#undo.follow(renewed);
    this.#listWhereEventsDoNotTell(true);
    return lost;
  }

  async #delete(conntrack: Conntrack, lives: Lives, work: Work): Promise<Undo> {
    const kept = lives.count > MOST_UNDOABLE_FLOWS ? null : new KeptFlows();
    const deleted = await deleteLives(conntrack, lives, work, kept);
    // A row may have shown a flow that had gone unnoticed.
    if (work.countOf('gone') > 0) this.#parts.sync.listSoon();
    else this.#listWhereEventsDoNotTell(work.countOf('deleted') + work.countOf('unknown') > 0);
    return kept ? this.#keepDeletion(kept, deleted) : tooMany(lives.count);
  }

  #keepDeletion(kept: KeptFlows, deleted: readonly number[]): Undo {
    if (deleted.length === 0) return nothingDone;
    this.#undo.push(deletion(() => this.#parts.writable('undo'), kept, deleted));
    return { possible: true };
  }

  /** Begins to find out whether the kernel can pick this out, which a flush then need not wait for. */
  foresee(scope: Scope): void {
    if (scope.kind === 'flows' || scope.kind === 'filter') return;
    // What goes wrong here goes wrong again when it is asked for, and is told then.
    this.#honours(scope).catch(() => undefined);
  }

  /** Null: nothing in the table could tell; it is asked again next time. */
  async #honours(scope: FlushScope): Promise<boolean | null> {
    const known = this.#honoured.get(scope.kind);
    if (known) return known;
    const asked = honoursFilter(this.#parts.sync.conntrack(), this.#parts.table, scope);
    this.#honoured.set(scope.kind, asked);
    const honours = await asked.catch((thrown: unknown) => {
      this.#honoured.delete(scope.kind);
      throw thrown;
    });
    if (honours === null) this.#honoured.delete(scope.kind);
    return honours;
  }

  #listWhereEventsDoNotTell(isChanged: boolean): void {
    if (isChanged && !this.#parts.sync.eventsTellAll) this.#parts.sync.listSoon();
  }
}

const nothingDone: Undo = { possible: false, reason: 'Nothing was done.' };

function tooMany(flows: number): Undo {
  const [count, most] = [flows, MOST_UNDOABLE_FLOWS].map((number) => number.toLocaleString('en-US'));
  return {
    possible: false,
    reason: `Undo keeps up to ${most} flows of one action, and these were ${count}.`,
  };
}

const nothingToUndo = new InspectorError({
  code: 'not-found',
  operation: 'undo',
  message: 'There is nothing to take back.',
});

function unconfirmed(title: string): InspectorError {
  const data: ErrorData = {
    code: 'invalid',
    operation: 'empty the table',
    subject: title,
    message: 'The whole table is only emptied when its name is given as confirmation.',
    hint: `Type “${title}”.`,
  };
  return new InspectorError(data);
}
