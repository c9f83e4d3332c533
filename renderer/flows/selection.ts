import { type Choice, type ChosenFlows, MOST_NAMED } from '../../shared/choice.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { hasPrint, printOf } from '../../shared/life-print.ts';
import { lifeKey } from './flow-key.ts';

type Named = ReadonlyMap<string, FlowRef>;

/** Chosen flows, each as the life it was when it was chosen: one that was re-created in its place is another. */
export interface Selection {
  /** Flows chosen one by one, by their life; none of them is in the choice. */
  readonly named: Named;
  /** Those that the engine keeps, however many. */
  readonly choice: Choice | null;
  /** Flows of the choice that were taken out again. */
  readonly without: Named;
}

export const EMPTY_SELECTION: Selection = { named: new Map(), choice: null, without: new Map() };

export function selectionOf(choice: Choice): Selection {
  return { ...EMPTY_SELECTION, choice };
}

/** How many flows are chosen. */
export function sizeOf({ named, choice, without }: Selection): number {
  return named.size + (choice?.count ?? 0) - without.size;
}

export function isChosen(selection: Selection, ref: FlowRef): boolean {
  const key = lifeKey(ref);
  return selection.named.has(key) || (isIn(selection.choice, ref) && !selection.without.has(key));
}

/** The selection with these flows. */
export function withFlows(base: Selection, refs: Iterable<FlowRef>): Selection {
  const named = new Map(base.named);
  const without = new Map(base.without);
  for (const ref of refs) {
    if (isIn(base.choice, ref)) without.delete(lifeKey(ref));
    else named.set(lifeKey(ref), ref);
  }
  return { ...base, named, without };
}

/** Adds a flow, or takes it out when it is in. */
export function toggled(base: Selection, ref: FlowRef): Selection {
  if (!isChosen(base, ref)) return withFlows(base, [ref]);
  const named = new Map(base.named);
  const without = new Map(base.without);
  if (!named.delete(lifeKey(ref))) without.set(lifeKey(ref), ref);
  return { ...base, named, without };
}

/** What is left of a selection when another one is gone. */
export function remaining(selection: Selection, gone: Selection): Selection {
  const isOther = selection.choice?.choiceId !== gone.choice?.choiceId;
  const kept = isOther ? selection : { ...selection, choice: null, without: EMPTY_SELECTION.without };
  return { ...kept, named: new Map([...selection.named].filter(([key]) => !gone.named.has(key))) };
}

/** Whether so many more flows are too many to be named: the engine keeps them then. */
export function isFull({ named, without }: Selection, more = 0): boolean {
  return named.size + without.size + more > MOST_NAMED / 2;
}

/** A selection as the engine knows it. */
export function contentOf({ named, choice, without }: Selection): ChosenFlows {
  const refs = [...named.values()];
  return choice ? { refs, kept: { choiceId: choice.choiceId, without: [...without.values()] } } : { refs };
}

function isIn(choice: Choice | null, ref: FlowRef): boolean {
  return choice !== null && hasPrint(choice.prints, printOf(ref));
}
