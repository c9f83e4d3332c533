import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Capacity } from '../../shared/capacity.ts';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { poll } from '../poll.ts';
import { call, sessionStore } from '../session.ts';

export interface CapacityState {
  /** The latest answer about this target; null before the first. */
  readonly capacity: Capacity | null;
  readonly error: ErrorData | null;
}

const initial: CapacityState = { capacity: null, error: null };
export const capacityStore = createStore<CapacityState>(() => initial);

/** Reads a part of the capacity in a component. */
export function useCapacity<T>(select: (state: CapacityState) => T): T {
  return useStore(capacityStore, select);
}

const PERIOD_MS = 1000;
/** What the first answer leaves out comes a moment later. */
const SOON_MS = 150;

/** Keeps the capacity up to date until the returned function is called. */
export function followCapacity(): () => void {
  const stopAsking = poll(readCapacity);
  const unsubscribe = sessionStore.subscribe((session, before) => {
    if (session.targetId !== before.targetId) capacityStore.setState(initial);
  });
  return () => {
    stopAsking();
    unsubscribe();
  };
}

async function readCapacity(targetId: string): Promise<number> {
  const isCurrent = () => sessionStore.getState().targetId === targetId;
  try {
    const capacity = await call('capacity.read', { targetId });
    if (isCurrent()) capacityStore.setState({ capacity, error: null });
    return capacity.statistics && capacity.survey ? PERIOD_MS : SOON_MS;
  } catch (thrown) {
    if (isCurrent()) capacityStore.setState({ error: toInspectorError(thrown, 'read the capacity').data });
    return PERIOD_MS;
  }
}
