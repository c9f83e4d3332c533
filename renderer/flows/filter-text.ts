import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { joinFilters } from '../../shared/filter/join.ts';
import { type FilterError, parseFilter } from '../../shared/filter/parse.ts';
import { LONGEST_FILTER } from '../../shared/filter-text.ts';
import { formatCount } from '../ui/format.ts';
import { rememberFilter } from './filter-memory.ts';
import { flowRowsStore, setFilter } from './flow-rows.ts';

/** The filter as it is being typed. */
export interface FilterText {
  readonly text: string;
  /** Why it is no filter; the last good one stays in force meanwhile. */
  readonly error: FilterError | null;
}

const filterTextStore = createStore<FilterText>(() => ({ text: '', error: null }));

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

/** Takes up a whole filter, puts it in force at once and remembers it. Answers whether it is one. */
export function enterFilter(text: string): boolean {
  clearTimeout(timer);
  const isFilter = read(text);
  if (isFilter) {
    setFilter(text);
    rememberFilter(text);
  }
  return isFilter;
}

/** Adds a condition to the filter in force. Answers whether there is room for it. */
export function narrow(condition: string): boolean {
  return enterFilter(joinFilters(flowRowsStore.getState().filter, condition));
}

/** Whether a text is longer than any filter may be. */
export function isTooLong(text: string): boolean {
  return text.length > LONGEST_FILTER;
}

function read(text: string): boolean {
  if (isTooLong(text)) {
    const message = `A filter has at most ${formatCount(LONGEST_FILTER)} characters; this has ${formatCount(text.length)}.`;
    filterTextStore.setState({
      text,
      error: { message, position: LONGEST_FILTER, length: text.length - LONGEST_FILTER, expected: [] },
    });
    return false;
  }
  const parsed = parseFilter(text);
  filterTextStore.setState({ text, error: parsed.ok ? null : parsed.error });
  return parsed.ok;
}
