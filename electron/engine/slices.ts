import { setImmediate } from 'node:timers/promises';
import { cancelledError } from '../../shared/errors.ts';

/** So long may work keep others waiting, milliseconds. */
const SLICE_MS = 8;

/** Runs work that pauses by itself, and lets everything else have its turn in the pauses. Errors: `cancelled`, where there is a signal. */
export async function inSlices<T>(
  operation: string,
  work: Generator<undefined, T>,
  signal?: AbortSignal,
): Promise<T> {
  let startedAt = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - startedAt < SLICE_MS) continue;
    await setImmediate();
    // Thrown within the work, so that it can do what is to be done at its end.
    if (signal?.aborted) work.throw(cancelledError(operation));
    startedAt = performance.now();
  }
}
