import { useRef, useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { Progress, WorkResult } from '../../shared/work.ts';
import { call, subscribe } from '../session.ts';
import { attempt } from '../ui/notifications.ts';

export type WorkStage =
  | { readonly name: 'asking'; readonly error: ErrorData | null }
  | { readonly name: 'running'; readonly progress: Progress | null }
  | { readonly name: 'done'; readonly workId: string; readonly result: WorkResult };

/** A long work that a dialog asks for: how it stands, and how to begin and stop it. */
export function usePageWork() {
  const [stage, setStage] = useState<WorkStage>({ name: 'asking', error: null });
  const running = useRef<string | null>(null);

  /** Answers the result; null when it failed as a whole, which the stage then says. */
  async function run(work: (workId: string) => Promise<WorkResult>): Promise<WorkResult | null> {
    const workId = crypto.randomUUID();
    running.current = workId;
    setStage({ name: 'running', progress: null });
    const unfollow = followWork(workId, (progress) =>
      setStage((now) => (now.name === 'running' ? { name: 'running', progress } : now)),
    );
    try {
      const result = await work(workId);
      setStage({ name: 'done', workId, result });
      return result;
    } catch (thrown) {
      setStage({ name: 'asking', error: toInspectorError(thrown, 'do this').data });
      return null;
    } finally {
      unfollow();
    }
  }

  function stop(): void {
    if (running.current !== null) stopWork(running.current);
  }
  return { stage, run, stop };
}

/** Follows how far a long work is; its call says what went wrong. Answers how to end following it. */
export function followWork(workId: string, onProgress: (progress: Progress) => void): () => void {
  return subscribe('work.progress', { workId }, onProgress, () => undefined);
}

/** Ends a long work early. */
export function stopWork(workId: string): void {
  void attempt(call('work.stop', { workId }));
}
