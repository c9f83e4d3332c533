import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallOutput } from '../../shared/contract.ts';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { call, type Session, sessionStore } from '../session.ts';
import { sortAfterClick, type ZoneColumn, type ZoneSort } from './zone-rows.ts';

export interface ZonesState {
  /** The latest answer; null before the first one about this target. */
  readonly usage: CallOutput<'zones.usage'> | null;
  readonly error: ErrorData | null;
  readonly sort: ZoneSort;
  /** The zone that the keyboard is at and the details are about. */
  readonly chosen: number | null;
}

/** The shortest time between two questions. */
const PERIOD_MS = 500;

const initial: ZonesState = {
  usage: null,
  error: null,
  sort: { column: 'flows', descending: true },
  chosen: null,
};

export const zonesStore = createStore<ZonesState>(() => initial);

/** Reads a part of the zones' state in a component. */
export function useZones<T>(select: (state: ZonesState) => T): T {
  return useStore(zonesStore, select);
}

export function chooseZone(zone: number | null): void {
  zonesStore.setState({ chosen: zone });
}

/** Sorts by a column, or turns its order around. */
export function sortBy(column: ZoneColumn): void {
  zonesStore.setState(({ sort }) => ({ sort: sortAfterClick(sort, column) }));
}

/**
 * Keeps the usage up to date with the target's state, at most twice a second and with one question at a time. Returns
 * what ends it.
 */
export function followZones(): () => void {
  let asking = false;
  let stale = true;
  let ended = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async () => {
    timer = undefined;
    asking = true;
    stale = false;
    askedAt = performance.now();
    await refreshZones();
    asking = false;
    if (stale) schedule();
  };
  const schedule = () => {
    if (ended || asking || timer !== undefined || !isAnswerable(sessionStore.getState())) return;
    timer = setTimeout(() => void ask(), Math.max(0, askedAt + PERIOD_MS - performance.now()));
  };
  const unsubscribe = sessionStore.subscribe((session, before) => {
    if (session.targetId !== before.targetId) zonesStore.setState({ usage: null, error: null, chosen: null });
    // A state that comes anew without a new version brings new rates.
    if (session.target === before.target && session.connection === before.connection) return;
    stale = true;
    schedule();
  });
  schedule();

  return () => {
    ended = true;
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Asks for the usage now. */
export async function refreshZones(): Promise<void> {
  const { targetId } = sessionStore.getState();
  const isCurrent = () => sessionStore.getState().targetId === targetId;
  try {
    const usage = await call('zones.usage', { targetId });
    if (isCurrent()) zonesStore.setState({ usage, error: null });
  } catch (thrown) {
    if (isCurrent()) zonesStore.setState({ error: toInspectorError(thrown, 'read the zones').data });
  }
}

function isAnswerable({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null;
}
