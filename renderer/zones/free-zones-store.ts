import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { isRead, type Parsed, parseQuantity, parseWhole, parseZone } from '../../shared/form-fields.ts';
import {
  describeShortage,
  MOST_MINUTES,
  MOST_ZONES,
  rangesOf,
  type ZoneRange,
  type ZoneSearch,
} from '../../shared/zone-reservation.ts';
import { call, sessionStore } from '../session.ts';
import { notify } from '../ui/notifications.ts';
import { reserveZones, zoneReservationStore } from '../zone-reservations.ts';

export interface FreeZonesState {
  readonly from: string;
  readonly count: string;
  readonly contiguous: boolean;
  readonly avoidSeenMinutes: string;
  readonly searching: boolean;
  readonly found: Found | null;
  readonly error: ErrorData | null;
}

/** The answer to one search. */
export interface Found {
  readonly search: ZoneSearch;
  readonly ranges: readonly ZoneRange[];
  /** Why there are fewer than wanted; null when there are as many. */
  readonly shortage: string | null;
  /** They were reserved in the same step. */
  readonly reserved: boolean;
}

export type SearchField = 'from' | 'count' | 'avoidSeenMinutes';
type Typed = Pick<FreeZonesState, SearchField>;

const initial: FreeZonesState = {
  from: '',
  count: '1',
  contiguous: false,
  avoidSeenMinutes: '0',
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
export function changeSearch(changes: Partial<Typed & Pick<FreeZonesState, 'contiguous'>>): void {
  freeZonesStore.setState({ ...changes, found: null, error: null });
}

/** What the fields say, or what is wrong with them. */
export function readSearch({ from, count, avoidSeenMinutes }: Typed): {
  readonly [F in SearchField]: Parsed<number>;
} {
  return {
    from: parseZone(from),
    count: parseQuantity(count, MOST_ZONES),
    avoidSeenMinutes: parseWhole(avoidSeenMinutes, MOST_MINUTES),
  };
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
export function findFreeZones(): Promise<SearchField | null> {
  return runSearch('find free zones', async (search) => {
    const { targetId } = sessionStore.getState();
    const { zones, shortage } = await call('zones.free', { targetId, ...search });
    const words = shortage && describeShortage(search, shortage);
    return { search, ranges: rangesOf(zones), shortage: words, reserved: false };
  });
}

/** Searches and reserves what is found. Answers the field that is wrong, or null. */
export function reserveFreeZones(): Promise<SearchField | null> {
  return runSearch('reserve zones', async (search) => {
    const zones = await reserveZones(search);
    return { search, ranges: rangesOf(zones), shortage: null, reserved: true };
  });
}

/** Reserves a zone that was found, unless this page has it already. Answers the zone to use; null when there is none. */
export async function reserveForUse(zone: number): Promise<number | null> {
  const { found } = freeZonesStore.getState();
  const isOwn = zoneReservationStore.getState().own.some(({ from, to }) => zone >= from && zone <= to);
  if (isOwn) return zone;
  try {
    const avoidSeenMinutes = found?.search.avoidSeenMinutes ?? 0;
    const [got] = await reserveZones({ from: zone, count: 1, contiguous: false, avoidSeenMinutes });
    if (got !== undefined && got !== zone) {
      const title = `Zone ${zone} was taken meanwhile`;
      notify({ tone: 'info', title, detail: `Zone ${got} is reserved instead.` });
    }
    return got ?? null;
  } catch (thrown) {
    freeZonesStore.setState({ error: toInspectorError(thrown, 'reserve a zone').data });
    return null;
  }
}

async function runSearch(
  operation: string,
  answer: (search: ZoneSearch) => Promise<Found>,
): Promise<SearchField | null> {
  const state = freeZonesStore.getState();
  const { from, count, avoidSeenMinutes } = readSearch(state);
  if (!isRead(from)) return 'from';
  if (!isRead(count)) return 'count';
  if (!isRead(avoidSeenMinutes)) return 'avoidSeenMinutes';
  freeZonesStore.setState({ searching: true, error: null });
  try {
    const found = await answer({
      from: from.value,
      count: count.value,
      contiguous: state.contiguous,
      avoidSeenMinutes: avoidSeenMinutes.value,
    });
    freeZonesStore.setState({ found });
  } catch (thrown) {
    freeZonesStore.setState({ found: null, error: toInspectorError(thrown, operation).data });
  } finally {
    freeZonesStore.setState({ searching: false });
  }
  return null;
}
