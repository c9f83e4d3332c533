import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import type { DeleteOutcome } from '../../shared/work.ts';

export interface DeleteFailure {
  readonly ref: FlowRef;
  readonly error: ErrorData;
}

/** What became of flows that were to be deleted; the numbers add up to as many as there were. */
export interface DeleteResult {
  readonly deleted: number;
  readonly gone: number;
  readonly failures: readonly DeleteFailure[];
  /** Not tried: it was stopped before, or went wrong as a whole. */
  readonly untried: number;
}

interface DeleteRun {
  /** Deletes up to {@link DELETE_CHUNK} flows. */
  readonly deleteSome: (refs: FlowRef[]) => Promise<readonly DeleteOutcome[]>;
  readonly onProgress: (result: DeleteResult) => void;
  /** Asked before every part; a part that is under way is always finished, so that its outcome is known. */
  readonly isStopped: () => boolean;
}

export const DELETE_CHUNK = 500;

/** Deletes flows part by part, and says what became of each. */
export async function deleteFlows(refs: readonly FlowRef[], run: DeleteRun): Promise<DeleteResult> {
  let result: DeleteResult = { deleted: 0, gone: 0, failures: [], untried: refs.length };
  for (let start = 0; start < refs.length && !run.isStopped(); start += DELETE_CHUNK) {
    const part = refs.slice(start, start + DELETE_CHUNK);
    try {
      result = withOutcomes(result, part, await run.deleteSome(part));
    } catch (thrown) {
      // Nothing is known about this part, and the next would hardly fare better.
      const error = toInspectorError(thrown, 'delete flows').data;
      const failures = [...result.failures, ...part.map((ref) => ({ ref, error }))];
      return { ...result, failures, untried: result.untried - part.length };
    }
    run.onProgress(result);
  }
  return result;
}

function withOutcomes(
  before: DeleteResult,
  refs: readonly FlowRef[],
  outcomes: readonly DeleteOutcome[],
): DeleteResult {
  const count = (kind: DeleteOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  const failures = refs.flatMap((ref, index) => {
    const outcome = outcomes[index];
    return outcome?.outcome === 'failed' ? [{ ref, error: outcome.error }] : [];
  });
  return {
    deleted: before.deleted + count('deleted'),
    gone: before.gone + count('gone'),
    failures: [...before.failures, ...failures],
    untried: before.untried - refs.length,
  };
}
