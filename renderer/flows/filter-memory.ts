import type { NamedFilter } from '../../shared/preferences.ts';
import { preferenceStore, setPreferences } from '../preferences.ts';

const MOST_RECENT = 20;
/** Longer filters are made by programs, and are not remembered, characters. */
const LONGEST = 2000;

/** The list with a filter that was used just now; the latest is the first, and none is there twice. */
export function withRecent(recent: readonly string[], filter: string): readonly string[] {
  const text = filter.trim();
  if (text === '' || text.length > LONGEST || text === recent[0]) return recent;
  return [text, ...recent.filter((other) => other !== text)].slice(0, MOST_RECENT);
}

/** The list with a filter under a name, in place of one that had it, in the order of names. */
export function withNamed(named: readonly NamedFilter[], added: NamedFilter): readonly NamedFilter[] {
  return [...withoutNamed(named, added.name), added].sort((left, right) =>
    left.name.localeCompare(right.name),
  );
}

function withoutNamed(named: readonly NamedFilter[], name: string): readonly NamedFilter[] {
  return named.filter((filter) => filter.name !== name);
}

/** Remembers that a filter was used. */
export function rememberFilter(filter: string): void {
  const { recentFilters } = preferenceStore.getState();
  const recent = withRecent(recentFilters, filter);
  if (recent !== recentFilters) setPreferences({ recentFilters: [...recent] });
}

/** Keeps a filter under a name. */
export function saveFilter(name: string, filter: string): void {
  const { namedFilters } = preferenceStore.getState();
  setPreferences({ namedFilters: [...withNamed(namedFilters, { name, filter })] });
}

/** Gives a saved filter another name; a filter that has it already makes way. */
export function renameFilter({ name, filter }: NamedFilter, newName: string): void {
  const { namedFilters } = preferenceStore.getState();
  const others = withoutNamed(namedFilters, name);
  setPreferences({ namedFilters: [...withNamed(others, { name: newName, filter })] });
}

export function forgetFilter(name: string): void {
  setPreferences({ namedFilters: [...withoutNamed(preferenceStore.getState().namedFilters, name)] });
}
