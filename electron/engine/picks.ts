import { randomUUID } from 'node:crypto';
import { InspectorError } from '../../shared/errors.ts';
import type { Pick, Scope } from '../../shared/pick.ts';
import { FlowPick, filterOfScope } from '../flows/flow-pick.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { filterFrom } from '../flows/query.ts';
import type { Choices } from './choices.ts';
import { inSlices } from './slices.ts';

/** Picks that are kept for what pages may do with them; a million flows take 48 MB, so they are few. */
const KEPT_PICKS = 8;

/** What pages have picked from one table: the newest few, until they are used. */
export class Picks {
  readonly #table: FlowTable;
  readonly #choices: Choices;
  readonly #picks = new Map<string, FlowPick>();

  constructor(table: FlowTable, choices: Choices) {
    this.#table = table;
    this.#choices = choices;
  }

  /** Picks what is in scope. Errors: `invalid` (filter), `not-found` (choice), `cancelled`. */
  async pick(scope: Scope, signal: AbortSignal): Promise<Pick> {
    const pick = new FlowPick();
    if (scope.kind === 'flows') {
      const { refs, kept } = scope;
      const lives = kept && this.#choices.lives(kept.choiceId);
      if (lives) await inSlices('pick flows', pick.addLives(this.#table, lives, kept.without), signal);
      pick.addRefs(this.#table, refs);
    } else {
      const filter = scope.kind === 'filter' ? filterFrom(scope.filter) : filterOfScope(scope);
      await inSlices('pick flows', pick.addMatching(this.#table, filter), signal);
    }
    const pickId = randomUUID();
    this.#picks.set(pickId, pick);
    for (const oldest of this.#picks.keys()) {
      if (this.#picks.size <= KEPT_PICKS) break;
      this.#picks.delete(oldest);
    }
    return { pickId, ...pick.summary() };
  }

  /** Hands a pick over to be used, and forgets it. Errors: `not-found`. */
  take(pickId: string): FlowPick {
    const pick = this.#picks.get(pickId);
    this.#picks.delete(pickId);
    if (pick) return pick;
    throw new InspectorError({
      code: 'not-found',
      operation: 'use picked flows',
      subject: pickId,
      message: `These picked flows are no longer kept: they were used, or ${KEPT_PICKS} newer picks took their place.`,
      hint: 'Choose the flows again.',
    });
  }
}
