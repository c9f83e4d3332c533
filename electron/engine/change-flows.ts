import type { ErrorData } from '../../shared/errors.ts';
import { toInspectorError } from '../../shared/errors.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { LIFE_ID, LIFE_WORDS } from '../../shared/flow-life.ts';
import type { Lives } from '../flows/lives.ts';
import { errnoName } from '../netlink/decode-error.ts';
import type { FlowUpdate } from '../netlink/encode-life.ts';
import { kernelError } from '../netlink/explain-errno.ts';
import { changedParts } from '../netlink/flow-losses.ts';
import { idOfMessage, KeptFlows } from '../netlink/kept-flows.ts';
import type { Conntrack, LifeBatch } from '../targets/conntrack.ts';
import type { Plan } from './change-plan.ts';
import { batchOf, describeLives } from './delete-flows.ts';
import { readBatch } from './read-batch.ts';
import type { Reason } from './refusals.ts';
import type { Work } from './work.ts';

/** Flows that are read, changed and read again together. */
const BATCH = 200;
/** Batches under way at once: while one is being read another is being changed. */
const IN_FLIGHT = 3;

interface Changing {
  readonly conntrack: Pick<Conntrack, 'many'>;
  readonly lives: Lives;
  readonly work: Work;
  /** What is to be asked for flow number `index`, which was so before. */
  readonly planOf: (before: FlowDetails, index: number) => Plan;
  /** Why flows that are made now get no room for labels, where that is known. */
  readonly labelObstacle: string | null;
  /** Told of every flow that was changed, or may have been, with the message that said what it was before. */
  readonly onChanged: (index: number, before: KeptFlows, at: number) => void;
}

/**
 * Changes lives. The kernel does not look at the id of a flow that is changed, so each is read before, to leave another
 * life alone, and after, to say when one had come in between.
 */
export async function changeLives(changing: Changing): Promise<void> {
  const { lives, work } = changing;
  work.plan(lives.count, describeLives(lives));
  const reasons = new ChangeReasons(changing.labelObstacle);
  const inFlight = new Set<Promise<void>>();
  for (let from = 0; from < lives.count; from += BATCH) {
    while (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
    if (work.stopped) break;
    const count = Math.min(BATCH, lives.count - from);
    const batch: Promise<void> = changeBatch(changing, from, count, reasons)
      .catch((thrown: unknown) => work.stop(toInspectorError(thrown, 'change flows').data))
      .finally(() => inFlight.delete(batch));
    inFlight.add(batch);
  }
  await Promise.all(inFlight);
}

/** A flow that is being changed: its index, what it was, and what is asked. */
interface Asked {
  readonly index: number;
  readonly before: number;
  readonly update: FlowUpdate;
  refused: Refused | null;
}

interface Refused {
  readonly errno: number;
  readonly text: string | null;
}

async function changeBatch(
  { conntrack, lives, work, planOf, onChanged }: Changing,
  from: number,
  count: number,
  reasons: ChangeReasons,
): Promise<void> {
  const before = await keepBatch(conntrack, batchOf(lives, from, count));
  if (work.stopped) return;
  const asked: Asked[] = [];
  before.at.forEach((at, place) => {
    const index = from + place;
    if (at === -1 || before.id(place) !== lives.words[index * LIFE_WORDS + LIFE_ID]) {
      work.count('gone');
      return;
    }
    const plan = planOf(before.kept.details(at), index);
    if ('problem' in plan) work.refuse(index, reasons.ofProblem(plan.problem));
    else if (plan.update) asked.push({ index, before: at, update: plan.update, refused: null });
    else work.count('unchanged');
  });
  if (asked.length === 0) return;

  const some: LifeBatch = {
    count: asked.length,
    words: lives.words,
    at: (place) => (asked[place]?.index ?? 0) * LIFE_WORDS,
  };
  let { lost } = await conntrack.many.update(
    some,
    (place) => asked[place]?.update ?? {},
    (place, errno, text) => {
      const one = asked[place];
      if (one) one.refused = { errno, text };
    },
  );
  let after: BatchReading | null = null;
  try {
    if (lost === null) after = await keepBatch(conntrack, some);
  } catch (thrown) {
    lost = toInspectorError(thrown, 'read what was changed');
  }
  if (lost) work.stop(lost.data);
  asked.forEach(({ index, before: was, refused }, place) => {
    const at = after?.at[place] ?? -1;
    const id = after?.id(place) ?? null;
    if (refused) {
      const kept = after && at !== -1 ? { kept: after.kept, at } : null;
      const parts = kept ? partsOf(before.kept, was, kept.kept, kept.at) : [];
      work.refuse(index, reasons.ofErrno(refused, parts));
      if (parts.length > 0) onChanged(index, before.kept, was);
      if (errnoName(refused.errno) === 'EPERM') work.stop(reasons.ofErrno(refused, []).explain('the rest'));
    } else if (lost) {
      work.refuse(index, reasons.unknown(lost.data));
      // It may have been changed. Undo makes it as it was, which changes nothing where it is so still.
      onChanged(index, before.kept, was);
    } else if (id === null) work.refuse(index, reasons.endedMeanwhile);
    else if (id !== lives.words[index * LIFE_WORDS + LIFE_ID]) work.refuse(index, reasons.replaced);
    else {
      work.count('changed');
      onChanged(index, before.kept, was);
    }
  });
}

/** What the kernel says of a batch: where each flow was kept, -1 for those that there are not. */
interface BatchReading {
  readonly kept: KeptFlows;
  readonly at: Int32Array;
  id(place: number): number | null;
}

/** Throws as {@link readBatch}. */
async function keepBatch(conntrack: Pick<Conntrack, 'many'>, batch: LifeBatch): Promise<BatchReading> {
  const kept = new KeptFlows();
  const at = new Int32Array(batch.count).fill(-1);
  await readBatch(conntrack, batch, (place, view, start, end) => {
    at[place] = kept.add(view, start, end);
  });
  const id = (place: number) => {
    const index = at[place] ?? -1;
    return index === -1 ? null : idOfMessage(kept.view, kept.start(index), kept.end(index));
  };
  return { kept, at, id };
}

function partsOf(left: KeptFlows, leftAt: number, right: KeptFlows, rightAt: number): readonly string[] {
  return changedParts(
    { view: left.view, start: left.start(leftAt), end: left.end(leftAt) },
    { view: right.view, start: right.start(rightAt), end: right.end(rightAt) },
  );
}

/** The reasons of one work, one object for all flows that share it. */
class ChangeReasons {
  readonly #known = new Map<unknown, Reason>();
  readonly #labelObstacle: string | null;

  constructor(labelObstacle: string | null) {
    this.#labelObstacle = labelObstacle;
  }

  readonly replaced: Reason = {
    outcome: 'replaced',
    explain: (subject) => ({
      code: 'not-found',
      operation: `change ${subject}`,
      subject,
      message:
        'The flow ended while it was being changed, and another one with the same tuple was changed instead.',
      hint: 'The kernel cannot tell them apart when it changes a flow. Look at the new one.',
    }),
  };

  readonly endedMeanwhile: Reason = {
    outcome: 'gone',
    explain: (subject) => ({
      code: 'not-found',
      operation: `change ${subject}`,
      subject,
      message: 'The flow was changed and ended right after.',
    }),
  };

  ofProblem(problem: { explain(subject: string): ErrorData }): Reason {
    return this.#once(problem, () => ({
      outcome: 'refused',
      explain: (subject) => problem.explain(subject),
    }));
  }

  /** `parts`: what was changed all the same, because the kernel takes one part after the other. */
  ofErrno({ errno, text }: Refused, parts: readonly string[]): Reason {
    const name = errnoName(errno);
    return this.#once(`${errno} ${text} ${parts}`, () => ({
      outcome: name === 'ENOENT' ? 'gone' : 'refused',
      explain: (subject) => {
        const known = kernelError({ operation: 'change', subject, errno, kernelText: text }).data;
        const data = name === 'ENOSPC' ? { ...known, ...this.#noRoomForLabels() } : known;
        if (parts.length === 0) return data;
        const done = `Before it refused, the kernel had changed: ${parts.join(', ')}.`;
        return { ...data, message: `${data.message} ${done}` };
      },
    }));
  }

  #noRoomForLabels(): Pick<ErrorData, 'message' | 'hint'> {
    return {
      message:
        'This flow has no room for labels: the kernel gives it when a flow is made, and no rule used labels then.',
      hint:
        this.#labelObstacle ??
        'Flows made from now on have it. Delete this one and Undo: it comes back with room.',
    };
  }

  unknown(error: ErrorData): Reason {
    return this.#once(error, () => ({
      outcome: 'unknown',
      explain: (subject) => ({ ...error, operation: `change ${subject}`, subject }),
    }));
  }

  #once(key: unknown, make: () => Reason): Reason {
    const known = this.#known.get(key);
    if (known) return known;
    const reason = make();
    this.#known.set(key, reason);
    return reason;
  }
}
