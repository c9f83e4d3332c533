import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { FlowRef } from '../shared/flow.ts';
import type { FlushScope } from '../shared/pick.ts';

/** Flows that a person chose: these very lives, or all that match a filter. */
export type Chosen =
  | { readonly kind: 'flows'; readonly refs: readonly FlowRef[] }
  | { readonly kind: 'filter'; readonly filter: string };

/** What is about to be done to flows, after its dialog. */
export type FlowAction =
  | { readonly kind: 'delete'; readonly flows: Chosen }
  | { readonly kind: 'change'; readonly flows: Chosen }
  | { readonly kind: 'flush'; readonly scope: FlushScope };

interface FlowActions {
  readonly asked: FlowAction | null;
}

export const flowActionStore = createStore<FlowActions>(() => ({ asked: null }));

/** What a dialog is open for; null when none is. */
export function useFlowAction(): FlowAction | null {
  return useStore(flowActionStore, (actions) => actions.asked);
}

/** Asks for confirmation before deleting flows. */
export function askToDelete(flows: Chosen): void {
  ask({ kind: 'delete', flows });
}

/** Asks what is to be changed in flows. */
export function askToChange(flows: Chosen): void {
  ask({ kind: 'change', flows });
}

/** Asks for confirmation before deleting everything in scope as it is then. */
export function askToFlush(scope: FlushScope): void {
  ask({ kind: 'flush', scope });
}

export function closeAction(): void {
  flowActionStore.setState({ asked: null });
}

function ask(asked: FlowAction): void {
  const isNothing = 'flows' in asked && asked.flows.kind === 'flows' && asked.flows.refs.length === 0;
  if (!isNothing) flowActionStore.setState({ asked });
}
