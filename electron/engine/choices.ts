import { randomUUID } from 'node:crypto';
import type { Choice, ChosenFlows, Sweep } from '../../shared/choice.ts';
import { InspectorError } from '../../shared/errors.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { type ChosenLives, chosenOnce } from '../flows/chosen-lives.ts';
import { Lives } from '../flows/lives.ts';
import type { FlowQueries } from '../flows/query.ts';
import { inSlices } from './slices.ts';

/** So many choices are kept, for pages that left without a word, and so many flows in them unless one alone has more: these take 96 MB. */
const KEPT_CHOICES = 8;
const KEPT_FLOWS = 2_000_000;

/** What pages have chosen in one table, so that the flows need not cross to them. */
export class Choices {
  readonly #queries: FlowQueries;
  readonly #choices = new Map<string, Lives>();

  constructor(queries: FlowQueries) {
    this.#queries = queries;
  }

  /** Keeps what is chosen so far, and a sweep with it. Errors: `invalid` (filter), `not-found` (choice), `cancelled`. */
  async choose(base: ChosenFlows, sweep: Sweep | null, signal: AbortSignal): Promise<Choice> {
    const found = await inSlices('select flows', this.#find(base, sweep), signal);
    const { lives, prints, isWhole } = found;
    const choiceId = randomUUID();
    this.#keep(choiceId, lives);
    return { choiceId, count: lives.count, prints, isWhole };
  }

  /** Some flows of a choice. Errors: `not-found`. */
  page(choiceId: string, offset: number, limit: number): FlowRef[] {
    const lives = this.lives(choiceId);
    const count = Math.max(0, Math.min(limit, lives.count - offset));
    return Array.from({ length: count }, (_, index) => lives.ref(offset + index));
  }

  /** All lives of a choice. Errors: `not-found`. */
  lives(choiceId: string): Lives {
    const lives = this.#choices.get(choiceId);
    if (lives) return lives;
    throw new InspectorError({
      code: 'not-found',
      operation: 'use selected flows',
      subject: choiceId,
      message: 'These selected flows are no longer kept: newer selections took their place.',
      hint: 'Select the flows again.',
    });
  }

  /** Forgets a choice, if it is still kept. */
  release(choiceId: string): void {
    this.#choices.delete(choiceId);
  }

  *#find(
    { refs, kept }: ChosenFlows,
    sweep: Sweep | null,
  ): Generator<undefined, ChosenLives & { readonly isWhole: boolean }> {
    const lives = new Lives();
    if (kept) yield* lives.addFrom(this.lives(kept.choiceId), kept.without);
    for (const ref of refs) lives.add(ref);
    const isWhole = sweep === null || (yield* this.#queries.addSwept(lives, sweep));
    return { ...(yield* chosenOnce(lives)), isWhole };
  }

  #keep(choiceId: string, lives: Lives): void {
    this.#choices.set(choiceId, lives);
    let flows = 0;
    let choices = 0;
    for (const [id, { count }] of [...this.#choices].reverse()) {
      flows += count;
      choices++;
      if (choices > 1 && (choices > KEPT_CHOICES || flows > KEPT_FLOWS)) this.#choices.delete(id);
    }
  }
}
