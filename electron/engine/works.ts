import { InspectorError } from '../../shared/errors.ts';
import type { Progress, Refusal, WorkResult } from '../../shared/work.ts';
import { Work } from './work.ts';

/** Works whose refusals can still be read. */
const KEPT_WORKS = 8;
const PROGRESS_INTERVAL_MS = 250;

type OnProgress = (progress: Progress) => void;

/** The long works of all pages by the names the pages gave them: the newest few, under way or over. */
export class Works {
  readonly #works = new Map<string, Work>();
  readonly #running = new Set<string>();
  readonly #watchers = new Map<string, Set<OnProgress>>();

  /**
   * Does a long work under a name and answers how it ended; `perform` says whether Undo takes it back. Aborting the
   * signal stops it like `stop`. Errors: `invalid` when the name was given before, and whatever `perform` throws.
   */
  async run(
    workId: string,
    signal: AbortSignal,
    perform: (work: Work) => Promise<WorkResult['undo']>,
  ): Promise<WorkResult> {
    if (this.#works.has(workId)) throw takenName(workId);
    const work = new Work();
    this.#keep(workId, work);
    const stop = () => work.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const timer = setInterval(() => this.#tell(workId, work), PROGRESS_INTERVAL_MS);
    try {
      return work.result(await perform(work));
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
      this.#running.delete(workId);
      this.#tell(workId, work);
    }
  }

  /** Ends a work early; one that is over, or never was, is left alone. */
  stop(workId: string): void {
    if (this.#running.has(workId)) this.#works.get(workId)?.stop();
  }

  /** Follows how far a work is, whether it has begun or not. */
  watch(workId: string, onProgress: OnProgress): () => void {
    const watchers = this.#watchers.get(workId) ?? new Set();
    this.#watchers.set(workId, watchers.add(onProgress));
    const work = this.#works.get(workId);
    if (work) onProgress(work.progress());
    return () => {
      watchers.delete(onProgress);
      if (watchers.size === 0 && this.#watchers.get(workId) === watchers) this.#watchers.delete(workId);
    };
  }

  /** What was refused, in words. Errors: `not-found` when newer works have taken its place. */
  refusals(workId: string, offset: number, limit: number): Refusal[] {
    const work = this.#works.get(workId);
    if (work) return work.refusals(offset, limit);
    throw new InspectorError({
      code: 'not-found',
      operation: 'read what was refused',
      subject: workId,
      message: `What this work refused is no longer kept: only the newest ${KEPT_WORKS} works are.`,
    });
  }

  #keep(workId: string, work: Work): void {
    this.#works.set(workId, work);
    this.#running.add(workId);
    const old = [...this.#works.keys()].filter((kept) => !this.#running.has(kept));
    for (const name of old.slice(0, Math.max(0, this.#works.size - KEPT_WORKS))) this.#works.delete(name);
  }

  #tell(workId: string, work: Work): void {
    for (const onProgress of this.#watchers.get(workId) ?? []) onProgress(work.progress());
  }
}

function takenName(workId: string): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation: 'begin a work',
    subject: workId,
    message: 'A work of this name was begun before.',
    hint: 'Give each work a new random name.',
  });
}
