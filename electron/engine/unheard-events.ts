import { toInspectorError } from '../../shared/errors.ts';
import type { Conntrack } from '../targets/conntrack.ts';

/** Kinds of events that the kernel need not make. */
export type UnheardKind = 'new' | 'destroyed';

/** Works whose events nobody listens to: the kernel then makes none, which is two thirds of its work. */
export class UnheardEvents {
  readonly #log: (line: string) => void;
  /** Works under way. */
  readonly #works = { new: 0, destroyed: 0 };
  #begun = 0;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Whether some kind goes unheard now: a listing could not make that good yet. */
  get isAny(): boolean {
    return this.#works.new + this.#works.destroyed > 0;
  }

  /** How many works there have been. A listing that saw this number grow missed events. */
  get begun(): number {
    return this.#begun;
  }

  /** Does something without listening to one kind of event, which is listened to again when the last such work is over. */
  async during(
    conntrack: Pick<Conntrack, 'listen' | 'close'>,
    kind: UnheardKind,
    act: () => Promise<void>,
  ): Promise<void> {
    await conntrack.listen(kind, false);
    this.#works[kind]++;
    this.#begun++;
    try {
      await act();
    } finally {
      this.#works[kind]--;
      if (this.#works[kind] === 0) await this.#listenAgain(conntrack, kind);
    }
  }

  async #listenAgain(conntrack: Pick<Conntrack, 'listen' | 'close'>, kind: UnheardKind): Promise<void> {
    try {
      await conntrack.listen(kind, true);
    } catch (thrown) {
      this.#log(toInspectorError(thrown, 'listen to events').message);
      // The executor that takes its place listens to everything.
      await conntrack.close();
    }
  }
}
