import type { FlowNote } from '../../shared/file.ts';

/** Counts flows by what is to be said of them. */
export class FlowNotes {
  readonly #flows = new Map<string, number>();

  add(what: string): void {
    this.#flows.set(what, (this.#flows.get(what) ?? 0) + 1);
  }

  /** Most flows first. */
  list(): FlowNote[] {
    return [...this.#flows]
      .map(([what, flows]) => ({ what, flows }))
      .sort((one, other) => other.flows - one.flows);
  }
}
