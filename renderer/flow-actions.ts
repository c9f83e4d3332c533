import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ChosenFlows } from '../shared/choice.ts';
import type { FlowRef } from '../shared/flow.ts';
import type { FlushScope, Scope } from '../shared/pick.ts';

/** Flows that a person chose: these very lives, or all that match a filter. */
export type Chosen =
  | {
      readonly kind: 'flows';
      readonly flows: ChosenFlows;
      readonly count: number;
      /** Told when they were deleted. */
      readonly forget?: () => void;
    }
  | { readonly kind: 'filter'; readonly filter: string };

/** What may be deleted: chosen lives, or everything in scope when it runs. */
export type Removal = Chosen | FlushScope;

/** One flow, chosen by itself. */
export function chosenFlow(ref: FlowRef): Chosen {
  return { kind: 'flows', flows: { refs: [ref] }, count: 1 };
}

/** The same as the engine knows it. */
export function scopeOf(what: Removal): Scope {
  return what.kind === 'flows' ? { kind: 'flows', ...what.flows } : what;
}

/** What is about to be done to flows, after its dialog. */
export type FlowAction =
  | { readonly kind: 'delete'; readonly what: Removal }
  | { readonly kind: 'change'; readonly flows: Chosen };

interface FlowActions {
  readonly asked: FlowAction | null;
}

const flowActionStore = createStore<FlowActions>(() => ({ asked: null }));

/** What a dialog is open for; null when none is. */
export function useFlowAction(): FlowAction | null {
  return useStore(flowActionStore, (actions) => actions.asked);
}

/** Asks for confirmation before deleting flows. */
export function askToDelete(flows: Chosen): void {
  if (!isNothing(flows)) flowActionStore.setState({ asked: { kind: 'delete', what: flows } });
}

/** Asks what is to be changed in flows. */
export function askToChange(flows: Chosen): void {
  if (!isNothing(flows)) flowActionStore.setState({ asked: { kind: 'change', flows } });
}

/** Asks for confirmation before deleting everything in scope as it is then. */
export function askToFlush(scope: FlushScope): void {
  flowActionStore.setState({ asked: { kind: 'delete', what: scope } });
}

export function closeAction(): void {
  flowActionStore.setState({ asked: null });
}

function isNothing(flows: Chosen): boolean {
  return flows.kind === 'flows' && flows.count === 0;
}
