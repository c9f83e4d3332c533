import { LIFE_ID, LIFE_WORDS } from '../../shared/flow-life.ts';
import { Lives } from './lives.ts';

/** So many lives are looked at between two pauses. */
const PAUSE_LIVES = 1000;

/** Flows that went and were made anew: which lives they were, and which ids they have now. */
export class RenewedLives {
  readonly #former = new Lives();
  readonly #ids: number[] = [];
  /** Numbers of former lives by their ids, which different flows may share. */
  readonly #byId = new Map<number, number[]>();

  get count(): number {
    return this.#former.count;
  }

  /** The life that begins at `at` is now the one with this id. */
  add(words: Uint32Array, at: number, id: number): void {
    const former = words[at + LIFE_ID] ?? 0;
    const sharing = this.#byId.get(former);
    if (sharing) sharing.push(this.count);
    else this.#byId.set(former, [this.count]);
    this.#former.addWords(words, at);
    this.#ids.push(id);
  }

  /** Gives the ids that they have now to those among `lives` that were made anew. Pauses every now and then. */
  *rename(lives: Lives): Generator<undefined, void> {
    for (let index = 0; index < lives.count; index++) {
      if (index % PAUSE_LIVES === 0) yield;
      const at = index * LIFE_WORDS;
      const number = this.#find(lives.words, at);
      if (number !== undefined) lives.words[at + LIFE_ID] = this.#ids[number] ?? 0;
    }
  }

  #find(words: Uint32Array, at: number): number | undefined {
    return this.#byId.get(words[at + LIFE_ID] ?? 0)?.find((number) => {
      const former = number * LIFE_WORDS;
      for (let word = 0; word < LIFE_WORDS; word++) {
        if (words[at + word] !== this.#former.words[former + word]) return false;
      }
      return true;
    });
  }
}
