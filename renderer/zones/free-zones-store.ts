import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { isRead, type Parsed, parseQuantity, parseZone } from '../../shared/form-fields.ts';
import { call, sessionStore } from '../session.ts';

export interface FreeZonesState {
  readonly from: string;
  readonly count: string;
  readonly contiguous: boolean;
  readonly searching: boolean;
  readonly found: FoundZones | null;
  readonly error: ErrorData | null;
}

/** The answer to one search, with what was asked. */
export interface FoundZones {
  readonly zones: readonly number[];
  readonly wanted: number;
  readonly contiguous: boolean;
  readonly tookMs: number;
}

/** The most zones that one search may ask for. */
export const MOST_ZONES = 1024;

const initial: FreeZonesState = {
  from: '',
  count: '1',
  contiguous: false,
  searching: false,
  found: null,
  error: null,
};

/** The search for zones without flows. */
export const freeZonesStore = createStore<FreeZonesState>(() => initial);

/** Reads a part of the search in a component. */
export function useFreeZones<T>(select: (state: FreeZonesState) => T): T {
  return useStore(freeZonesStore, select);
}

/** Changes what is searched for; the last answer is no longer one. */
export function changeSearch(changes: Partial<Pick<FreeZonesState, 'from' | 'count' | 'contiguous'>>): void {
  freeZonesStore.setState({ ...changes, found: null, error: null });
}

/** What the fields say, or what is wrong with them. */
export function readSearch({ from, count }: Pick<FreeZonesState, 'from' | 'count'>): {
  readonly from: Parsed<number>;
  readonly count: Parsed<number>;
} {
  return { from: parseZone(from), count: parseQuantity(count, MOST_ZONES) };
}

/** Starts from the settings' first zone, unless something was typed already. */
export async function loadFirstZone(): Promise<void> {
  if (freeZonesStore.getState().from !== '') return;
  try {
    const { values } = await call('settings.read', {});
    if (freeZonesStore.getState().from === '') freeZonesStore.setState({ from: String(values.firstZone) });
  } catch (thrown) {
    freeZonesStore.setState({ error: toInspectorError(thrown, 'read the settings').data });
  }
}

/** Searches. Answers the field that is wrong, or null. */
export async function findFreeZones(): Promise<'from' | 'count' | null> {
  const state = freeZonesStore.getState();
  const { from, count } = readSearch(state);
  if (!isRead(from)) return 'from';
  if (!isRead(count)) return 'count';
  const { targetId } = sessionStore.getState();
  const { contiguous } = state;
  freeZonesStore.setState({ searching: true, error: null });
  const startedAt = performance.now();
  try {
    const wanted = { targetId, from: from.value, count: count.value, contiguous, avoidSeenMinutes: 0 };
    const { zones } = await call('zones.free', wanted);
    const tookMs = performance.now() - startedAt;
    freeZonesStore.setState({ found: { zones, wanted: count.value, contiguous, tookMs } });
  } catch (thrown) {
    freeZonesStore.setState({ found: null, error: toInspectorError(thrown, 'find free zones').data });
  } finally {
    freeZonesStore.setState({ searching: false });
  }
  return null;
}
