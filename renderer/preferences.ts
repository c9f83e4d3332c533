import * as z from 'zod/mini';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const Preferences = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  /** Whether keys like j, k, i and / act while the table has the focus (WCAG 2.1.4). */
  singleKeys: z.boolean(),
  /** Commands last chosen from the palette, latest first. */
  recentCommands: z.array(z.string()),
});
export type Preferences = z.infer<typeof Preferences>;
export type Theme = Preferences['theme'];

const KEY = 'conntrack-inspector.preferences';
const initial: Preferences = { theme: 'system', singleKeys: true, recentCommands: [] };

/** How this person likes the page. Kept in this browser. */
export const preferenceStore = createStore<Preferences>(() => initial);

/** Reads a preference in a component. */
export function usePreference<T>(select: (preferences: Preferences) => T): T {
  return useStore(preferenceStore, select);
}

/** Changes preferences, now and for the next start. */
export function setPreferences(changes: Partial<Preferences>): void {
  preferenceStore.setState(changes);
  apply();
  try {
    localStorage.setItem(KEY, JSON.stringify(preferenceStore.getState()));
  } catch {
    // Without storage they last as long as the page.
  }
}

/** Takes up what was kept. Anything unreadable counts as nothing kept. */
export function loadPreferences(): void {
  try {
    const kept = Preferences.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    if (kept.success) preferenceStore.setState(kept.data);
  } catch {
    // The initial ones stand.
  }
  apply();
}

function apply(): void {
  const { theme } = preferenceStore.getState();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
