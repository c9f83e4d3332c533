import { describeFlow } from '../../shared/flow.ts';
import { LIFE_ID, LIFE_WORDS } from '../../shared/flow-life.ts';
import { Lives } from '../flows/lives.ts';
import { idOfMessage, type KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack, LifeBatch, OnFlow, OnRefused } from '../targets/conntrack.ts';
import { BATCH_FLOWS, Bulk, deleting } from './bulk.ts';
import { readBatch } from './read-batch.ts';
import type { Describe } from './refusals.ts';
import type { Work } from './work.ts';

/** So many flows are looked at between two pauses. */
export const PAUSE_FLOWS = 1000;

/**
 * Deletes lives, each only as the life it is. With `kept`, what the kernel says of each just before goes there; answers
 * where in it those lie that were then deleted, or may have been: to make one again that is still there is refused.
 */
export async function deleteLives(
  conntrack: Pick<Conntrack, 'many'>,
  lives: Lives,
  work: Work,
  kept: KeptFlows | null,
): Promise<number[]> {
  work.plan(lives.count, describeLives(lives));
  const bulk = new Bulk(work, deleting);
  const deleted: number[] = [];
  for (let from = 0; from < lives.count && !work.stopped; from += BATCH_FLOWS) {
    const batch = batchOf(lives, from, Math.min(BATCH_FLOWS, lives.count - from));
    const keptAt = new Int32Array(kept ? batch.count : 0).fill(-1);
    const request = async (onRefused: OnRefused) => {
      // Where answers are lost it throws before anything is deleted, which could not be taken back.
      if (kept)
        await readLives(conntrack, batch, (place, ...message) =>
          keptAt.fill(kept.add(...message), place, place + 1),
        );
      return conntrack.many.remove(batch, onRefused);
    };
    await bulk.send(from, batch.count, request, (_, mayBeDeleted) => {
      keptAt.forEach((index, place) => {
        if (index !== -1 && mayBeDeleted(place)) deleted.push(index);
      });
    });
  }
  await bulk.settle();
  return deleted;
}

/** Reads those lives of a batch that are still in the table; another life of the same flow is passed over. Throws as {@link readBatch}. */
function readLives(conntrack: Pick<Conntrack, 'many'>, batch: LifeBatch, onLife: OnFlow): Promise<void> {
  return readBatch(conntrack, batch, (place, view, start, end) => {
    if (idOfMessage(view, start, end) === batch.words[batch.at(place) + LIFE_ID])
      onLife(place, view, start, end);
  });
}

/** The lives that the table has now of some flows, whatever their ids were said to be. Throws when answers were lost. */
export async function presentLives(conntrack: Pick<Conntrack, 'many'>, flows: Lives): Promise<Lives> {
  const present = new Lives();
  const life = new Uint32Array(LIFE_WORDS);
  for (let from = 0; from < flows.count; from += BATCH_FLOWS) {
    const batch = batchOf(flows, from, Math.min(BATCH_FLOWS, flows.count - from));
    await readBatch(conntrack, batch, (place, view, start, end) => {
      life.set(batch.words.subarray(batch.at(place), batch.at(place) + LIFE_WORDS));
      life[LIFE_ID] = idOfMessage(view, start, end) ?? 0;
      present.addWords(life, 0);
    });
  }
  return present;
}

/** `count` lives from number `from` on. */
export function batchOf(lives: Lives, from: number, count: number): LifeBatch {
  return { count, words: lives.words, at: (place) => (from + place) * LIFE_WORDS };
}

/** The lives of kept flows, in their order. Pauses every now and then: the messages of very many take their time to read. */
export function* livesOf(kept: KeptFlows): Generator<undefined, Lives> {
  const lives = new Lives(kept.count);
  const words = new Uint32Array(LIFE_WORDS);
  for (let index = 0; index < kept.count; index++) {
    if (index % PAUSE_FLOWS === 0) yield;
    kept.writeLife(index, words, 0);
    lives.addWords(words, 0);
  }
  return lives;
}

/** Names lives by what they connect. */
export function describeLives(lives: Lives): Describe {
  return (index) => {
    const { protocol, original } = lives.ref(index);
    return { subject: describeFlow(protocol, original), line: null };
  };
}
