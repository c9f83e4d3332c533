/** What a query loop needs from its surroundings. */
interface QueryLoopOptions<Query, Answer> {
  /** What is to be asked now; null for nothing. */
  readonly wanted: () => Query | null;
  readonly ask: (query: Query, signal: AbortSignal) => Promise<Answer>;
  readonly onAnswer: (answer: Answer, query: Query) => void;
  readonly onError: (error: unknown) => void;
  /** Whether an answer to `asked` is of no use to someone who now wants `wanted`. */
  readonly isStale: (asked: Query, wanted: Query) => boolean;
  /** Least time between two questions that the table's movement alone gives rise to. */
  readonly gapMs: () => number;
  readonly now: () => number;
  /** Runs something after a delay, at the next frame when that is 0; answers how to call it off. */
  readonly schedule: (run: () => void, delayMs: number) => () => void;
}

export interface QueryLoop {
  /** What is wanted became something else: asks without delay. */
  changed(): void;
  /** The table changed: what was answered may be out of date. */
  moved(): void;
  /** What was answered is to stay: calls off what is asked or about to be. */
  hold(): void;
}

/**
 * Keeps the answer to one question up to date with one request under way at a time, however often the question or
 * the table changes. A question of another kind takes the place of the one under way.
 */
export function createQueryLoop<Query, Answer>(options: QueryLoopOptions<Query, Answer>): QueryLoop {
  const { wanted, ask, onAnswer, onError, isStale, gapMs, now, schedule } = options;
  let asked: { readonly query: Query; readonly abort: AbortController } | null = null;
  let lastAskedAt = Number.NEGATIVE_INFINITY;
  let due: 'no' | 'moved' | 'now' = 'no';
  let callOff: (() => void) | null = null;

  const plan = () => {
    callOff?.();
    callOff = null;
    if (due === 'no' || asked !== null || wanted() === null) return;
    const delay = due === 'now' ? 0 : Math.max(0, lastAskedAt + gapMs() - now());
    callOff = schedule(run, delay);
  };

  const run = () => {
    callOff = null;
    const query = wanted();
    due = 'no';
    if (query === null) return;
    lastAskedAt = now();
    const mine = { query, abort: new AbortController() };
    asked = mine;
    ask(query, mine.abort.signal).then(
      (answer) => finish(mine, () => onAnswer(answer, query)),
      (error: unknown) => finish(mine, () => onError(error)),
    );
  };

  const giveUp = () => {
    asked?.abort.abort();
    asked = null;
  };

  const finish = (mine: NonNullable<typeof asked>, tell: () => void) => {
    if (mine !== asked) return;
    asked = null;
    const query = wanted();
    if (query !== null && !isStale(mine.query, query)) tell();
    plan();
  };

  return {
    changed() {
      const query = wanted();
      if (asked !== null && (query === null || isStale(asked.query, query))) giveUp();
      due = 'now';
      plan();
    },
    hold() {
      giveUp();
      due = 'no';
      plan();
    },
    moved() {
      if (due === 'no') due = 'moved';
      if (callOff === null) plan();
    },
  };
}
