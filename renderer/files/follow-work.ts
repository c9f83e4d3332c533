import type { Progress } from '../../shared/work.ts';
import { call, subscribe } from '../session.ts';

/** Does a long work and tells how far it is until it has ended. Throws an InspectorError. */
export async function followWork<T>(
  workId: string,
  perform: () => Promise<T>,
  onProgress: (progress: Progress) => void,
): Promise<T> {
  // The work itself says what went wrong.
  const unfollow = subscribe('work.progress', { workId }, onProgress, () => undefined);
  try {
    return await perform();
  } finally {
    unfollow();
  }
}

/** Ends a long work early. Throws an InspectorError. */
export async function stopWork(workId: string): Promise<void> {
  await call('work.stop', { workId });
}
