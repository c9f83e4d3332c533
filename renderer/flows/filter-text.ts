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

/** A word on its way to being finished is a search of its own; the table need not follow every letter. */
const PAUSE_IN_TYPING_MS = 150;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes up what is being typed, and puts it in force after a moment when it is a filter. */
export function typeFilter(text: string): void {
  clearTimeout(timer);
  if (read(text)) timer = setTimeout(() => setFilter(text), PAUSE_IN_TYPING_MS);
}

/** Takes up a whole filter, and puts it in force at once. */
export function enterFilter(text: string): void {
  clearTimeout(timer);
  if (read(text)) setFilter(text);
}

function read(text: string): boolean {
  const parsed = parseFilter(text);
  filterTextStore.setState({ text, error: parsed.ok ? null : parsed.error });
  return parsed.ok;
}

/** What can stand at the caret. */
export const completionsAt = completeFilter;
