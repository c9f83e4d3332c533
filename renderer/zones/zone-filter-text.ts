import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { FilterError } from '../../shared/filter/cursor.ts';
import { parseZoneFilter } from '../../shared/zone-filter.ts';
import { setZoneFilter } from './zones-store.ts';

/** The filter of zones as it is being typed; it outlives the view. */
export interface ZoneFilterText {
  readonly text: string;
  /** Why it is no filter; the last good one stays in force meanwhile. */
  readonly error: FilterError | null;
}

const zoneFilterTextStore = createStore<ZoneFilterText>(() => ({ text: '', error: null }));

export function useZoneFilterText(): ZoneFilterText {
  return useStore(zoneFilterTextStore);
}

/** Takes up what is typed, and puts it in force when it is a filter. */
export function typeZoneFilter(text: string): void {
  const parsed = parseZoneFilter(text);
  zoneFilterTextStore.setState({ text, error: parsed.ok ? null : parsed.error });
  if (parsed.ok) setZoneFilter(text);
}
