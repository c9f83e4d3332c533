import type { TargetState } from '../../shared/target-state.ts';
import type { UndoResult } from '../../shared/undo.ts';
import type { Lives } from '../flows/lives.ts';
import type { RenewedLives } from '../flows/renewed-lives.ts';
import { inSlices } from './slices.ts';
import type { Work } from './work.ts';

/** Something that was done and can be taken back. */
export interface Undoable {
  /** What it was, in a word: "deletion". */
  readonly what: string;
  readonly flows: number;
  /** Memory that it takes. */
  readonly bytes: number;
  /** The lives that it would look for in the table; null when it would make flows. */
  readonly lives: Lives | Promise<Lives> | null;
  /** Takes it back, and answers what could not come back. Flows that it makes anew go to `renewed`. */
  takeBack(work: Work, renewed: RenewedLives): Promise<UndoResult['lost']>;
}

/** What may be kept in all; then the oldest is forgotten. */
const MOST_BYTES = 96 * 2 ** 20;

/** What can be taken back of what was done to one table, the last first. */
export class UndoStack {
  readonly #done: Undoable[] = [];
  readonly #onTop: () => void;

  /** `onTop`: another is the last now. */
  constructor(onTop: () => void) {
    this.#onTop = onTop;
  }

  push(done: Undoable): void {
    if (done.flows === 0) return;
    this.#done.push(done);
    let bytes = this.#done.reduce((sum, each) => sum + each.bytes, 0);
    while (bytes > MOST_BYTES && this.#done.length > 1) bytes -= this.#done.shift()?.bytes ?? 0;
    this.#onTop();
  }

  /** Takes the last one off; undefined when there is none. */
  pop(): Undoable | undefined {
    const last = this.#done.pop();
    this.#onTop();
    return last;
  }

  /** What was done to flows before they went and were made anew concerns the lives that they have now. */
  async follow(renewed: RenewedLives): Promise<void> {
    if (renewed.count === 0) return;
    for (const { lives } of [...this.#done]) {
      // Lives that could not be read are told of when they are needed.
      const known = await Promise.resolve(lives).catch(() => null);
      if (known) await inSlices('follow flows', renewed.rename(known));
    }
  }

  /** What `pop` would answer. */
  get top(): TargetState['undo'] {
    const last = this.#done.at(-1);
    return last ? { what: last.what, flows: last.flows } : null;
  }
}
