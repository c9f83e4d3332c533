import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { completeFilter } from '../../shared/filter/complete.ts';
import { type FilterError, parseFilter } from '../../shared/filter/parse.ts';
import { setFilter } from './flow-rows.ts';

/** The filter as it is being typed. */
export interface FilterText {
  readonly text: string;
  /** Why it is no filter; the last good one stays in force meanwhile. */
  readonly error: FilterError | null;
}

export const filterTextStore = createStore<FilterText>(() => ({ text: '', error: null }));

/** Reads a part of the filter's text in a component. */
export function useFilterText<T>(select: (filter: FilterText) => T): T {
  return useStore(filterTextStore, select);
}

/** Takes up what was typed, and puts it in force when it is a filter. */
export function typeFilter(text: string): void {
  const parsed = parseFilter(text);
  filterTextStore.setState({ text, error: parsed.ok ? null : parsed.error });
  if (parsed.ok) setFilter(text);
}

/** What can stand at the caret. */
export const completionsAt = completeFilter;
