import { movedBack } from './table-clock.ts';

/** Rows of flows that went, in the order they did, with when that was. A row can be among them twice. */
export class Ghosts {
  #rows: number[] = [];
  #goneAt: number[] = [];
  #from = 0;

  get isEmpty(): boolean {
    return this.#rows.length === this.#from;
  }

  add(row: number, goneAt: number): void {
    this.#rows.push(row);
    this.#goneAt.push(goneAt);
  }

  /**
   * Goes over those that went first, at most `most` of them, and forgets each for which `take` answers true; stops at one
   * for which it does not.
   */
  takeWhile(most: number, take: (row: number, goneAt: number) => boolean): void {
    const end = Math.min(this.#rows.length, this.#from + most);
    while (this.#from < end && take(this.#rows[this.#from] ?? 0, this.#goneAt[this.#from] ?? 0)) this.#from++;
    if (this.#from * 2 <= this.#rows.length) return;
    this.#rows = this.#rows.slice(this.#from);
    this.#goneAt = this.#goneAt.slice(this.#from);
    this.#from = 0;
  }

  /** The table's clock was set back. */
  moveBack(by: number): void {
    this.#goneAt = this.#goneAt.map((at) => movedBack(at, by));
  }
}
