import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { FlowChange } from '../../shared/flow-change.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { LIFE_WORDS } from '../../shared/flow-life.ts';
import type { UndoResult } from '../../shared/undo.ts';
import type { Lives } from '../flows/lives.ts';
import type { RenewedLives } from '../flows/renewed-lives.ts';
import { hasMaster } from '../netlink/encode-again.ts';
import type { FlowUpdate } from '../netlink/encode-life.ts';
import { lossesOf, lossWords } from '../netlink/flow-losses.ts';
import { idOfMessage, type KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack, LifeBatch, OnRefused } from '../targets/conntrack.ts';
import { BATCH_FLOWS, Bulk, injecting } from './bulk.ts';
import { changeLives } from './change-flows.ts';
import { batchOf, deleteLives, describeLives, livesOf, PAUSE_FLOWS } from './delete-flows.ts';
import { readBatch } from './read-batch.ts';
import { inSlices } from './slices.ts';
import type { Undoable } from './undo-stack.ts';
import type { Work } from './work.ts';

const LIFE_BYTES = LIFE_WORDS * Uint32Array.BYTES_PER_ELEMENT;

/** How the table is reached when something is taken back. Errors: `not-permitted` while changes are locked. */
type Reach = () => Pick<Conntrack, 'many'>;

/** Flows that were deleted: they are made anew from what the kernel had said of them. */
export function deletion(reach: Reach, kept: KeptFlows, deleted: readonly number[]): Undoable {
  return {
    what: 'deletion',
    flows: deleted.length,
    bytes: kept.bytes,
    lives: null,
    takeBack: (work, renewed) => createAgain(reach(), kept, deleted, work, renewed),
  };
}

/** `flows` lives that were made: those very lives are deleted. Of very many the ids may still be on their way. */
export function injection(reach: Reach, flows: number, lives: Lives | Promise<Lives>): Undoable {
  return {
    what: 'injection',
    flows,
    bytes: flows * LIFE_BYTES,
    lives,
    takeBack: async (work) => {
      const known = await Promise.resolve(lives).catch((thrown: unknown) => {
        throw unknownLives(thrown);
      });
      await deleteLives(reach(), known, work, null);
      return [];
    },
  };
}

/** Why lives that were made can't be deleted again: the kernel did not tell the ids of them all. */
function unknownLives(thrown: unknown): InspectorError {
  return new InspectorError({
    ...toInspectorError(thrown, 'undo').data,
    operation: 'undo an injection',
    hint: 'Without their ids Undo can’t tell these flows from later ones, so it deleted none. Delete them by a filter.',
  });
}

/** Flows that were changed, and what the kernel said of each before: it is made as it was, as far as the kernel allows. */
export function alteration(reach: Reach, kept: KeptFlows, lives: Lives, change: FlowChange): Undoable {
  return {
    what: 'change',
    flows: kept.count,
    bytes: kept.bytes + lives.count * LIFE_BYTES,
    lives,
    takeBack: (work) => changeBack(reach(), kept, lives, change, work),
  };
}

async function createAgain(
  conntrack: Pick<Conntrack, 'many'>,
  kept: KeptFlows,
  deleted: readonly number[],
  work: Work,
  renewed: RenewedLives,
): Promise<UndoResult['lost']> {
  const { order, lives } = await inSlices('undo', mastersFirst(kept, deleted));
  work.plan(order.length, describeLives(lives));
  const tally = new LossTally(renewed);
  const bulk = new Bulk(work, injecting);
  for (let from = 0; from < order.length && !work.stopped; from += BATCH_FLOWS) {
    const indexes = [...order.subarray(from, from + BATCH_FLOWS)];
    const batch = batchOf(lives, from, indexes.length);
    const request = async (onRefused: OnRefused) => {
      const refused = new Set<number>();
      const answer = await conntrack.many.createAgain(kept, indexes, (place, ...why) => {
        refused.add(place);
        onRefused(place, ...why);
      });
      if (answer.lost === null) await tally.compare(conntrack, kept, indexes, batch, refused);
      return answer;
    };
    await bulk.send(from, indexes.length, request);
  }
  await bulk.settle();
  if (tally.note !== null) work.note(tally.note);
  return tally.result();
}

/** Kept flows in an order in which they can be made: one that another foretold needs that one in the table before it. */
function* mastersFirst(
  kept: KeptFlows,
  indexes: readonly number[],
): Generator<undefined, { readonly order: Uint32Array; readonly lives: Lives }> {
  const all = yield* livesOf(kept);
  const order = new Uint32Array(indexes.length);
  const foretold: number[] = [];
  let masters = 0;
  for (const [place, index] of indexes.entries()) {
    if (place % PAUSE_FLOWS === 0) yield;
    if (hasMaster(kept.view, kept.start(index), kept.end(index))) foretold.push(index);
    else order[masters++] = index;
  }
  order.set(foretold, masters);
  return { order, lives: yield* all.inOrder(order) };
}

/** Looks at flows that were made anew: which lives they are now, and what they lack of what they were. */
class LossTally {
  readonly #counts = new Map<string, number>();
  readonly #renewed: RenewedLives | null;
  #unseen = 0;
  #whyUnseen: string | null = null;

  constructor(renewed: RenewedLives | null) {
    this.#renewed = renewed;
  }

  async compare(
    conntrack: Pick<Conntrack, 'many'>,
    kept: KeptFlows,
    indexes: readonly number[],
    batch: LifeBatch,
    refused: ReadonlySet<number>,
  ): Promise<void> {
    let unseen = indexes.length - refused.size;
    try {
      await readBatch(conntrack, batch, (place, view, start, end) => {
        const index = indexes[place];
        if (index === undefined || refused.has(place)) return;
        unseen--;
        this.#renewed?.add(batch.words, batch.at(place), idOfMessage(view, start, end) ?? 0);
        const before = { view: kept.view, start: kept.start(index), end: kept.end(index) };
        const losses = lossesOf(before, { view, start, end });
        lossWords.forEach((what, bit) => {
          if ((losses & (1 << bit)) !== 0) this.add(what);
        });
      });
    } catch (thrown) {
      // They are there all the same.
      this.#unseen += unseen;
      this.#whyUnseen = toInspectorError(thrown, 'compare flows').data.message;
    }
  }

  /** Of how many nothing could be said, and why; null when all were looked at. */
  get note(): string | null {
    if (this.#whyUnseen === null) return null;
    const flows = this.#unseen.toLocaleString('en-US');
    return `Of ${flows} that came back it is not known what they lack, nor can an earlier step of Undo find them. ${this.#whyUnseen}`;
  }

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  result(): UndoResult['lost'] {
    return [...this.#counts].map(([what, flows]) => ({ what, flows }));
  }
}

async function changeBack(
  conntrack: Pick<Conntrack, 'many'>,
  kept: KeptFlows,
  lives: Lives,
  change: FlowChange,
  work: Work,
): Promise<UndoResult['lost']> {
  const tally = new LossTally(null);
  await changeLives({
    conntrack,
    lives,
    work,
    labelObstacle: null,
    planOf: (now, index) => {
      const before = kept.details(index);
      if ((now.flow.status & ~before.flow.status & (change.setStatus ?? 0)) !== 0)
        tally.add('status flags, which stay set');
      if (change.helper === '' && before.flow.helper !== null) tally.add('helper');
      const update = updateBack(change, before);
      return { update: Object.keys(update).length > 0 ? update : null };
    },
    onChanged: () => undefined,
  });
  return tally.result();
}

/** The parts of a change that the kernel lets be changed back, as they were. */
function updateBack(change: FlowChange, { flow, sctp }: FlowDetails): FlowUpdate {
  const { mark, timeoutSeconds, state, labels } = change;
  return {
    ...(mark && flow.mark !== null ? { mark: { value: flow.mark, mask: mark.mask } } : {}),
    ...(timeoutSeconds !== null && flow.timeoutSeconds !== null
      ? { timeoutSeconds: Math.max(1, flow.timeoutSeconds) }
      : {}),
    ...(state !== null && flow.state !== null ? { state: flow.state } : {}),
    ...(state !== null && sctp ? { sctpTags: { original: sctp.tagOriginal, reply: sctp.tagReply } } : {}),
    ...(labels ? { labels: { value: flow.labels ?? '0', mask: labels.mask } } : {}),
  };
}
