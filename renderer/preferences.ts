import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { toInspectorError } from '../shared/errors.ts';
import { initialPreferences, knownPreferences, type Preferences } from '../shared/preferences.ts';
import { call, sessionStore } from './session.ts';
import { notifyFailure } from './ui/notifications.ts';

/** The copy in this browser, so that the first picture has the right colours. The shell's file is the original. */
const COPY = 'conntrack-inspector.preferences';

/** How this person likes the page. */
export const preferenceStore = createStore<Preferences>(() => initialPreferences);

/** Reads a preference in a component. */
export function usePreference<T>(select: (preferences: Preferences) => T): T {
  return useStore(preferenceStore, select);
}

const gapsMs = { live: 100, 'each second': 1_000, 'each 5 seconds': 5_000 } as const;

/** The least time between two questions that the table's movement alone gives rise to, milliseconds. */
export function refreshGapMs(): number {
  return gapsMs[preferenceStore.getState().refresh];
}

/** Changes preferences, now and for the next start. */
export function setPreferences(changes: Partial<Preferences>): void {
  take({ ...preferenceStore.getState(), ...changes });
  if (!isConnected()) return;
  call('preferences.write', { changes }).catch((thrown: unknown) =>
    notifyFailure(toInspectorError(thrown, 'keep the preferences').data),
  );
}

/** Takes up what was kept: the copy in this browser at once, the original as soon as there is a connection. */
export function loadPreferences(): void {
  take(knownPreferences(readCopy()));
  const stop = sessionStore.subscribe(() => {
    if (!isConnected()) return;
    stop();
    void readKept();
  });
  // Another page may have changed them meanwhile.
  window.addEventListener('focus', () => {
    if (isConnected()) void readKept();
  });
}

async function readKept(): Promise<void> {
  try {
    take(await call('preferences.read', {}));
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'read the preferences').data);
  }
}

function isConnected(): boolean {
  return sessionStore.getState().connection.status === 'connected';
}

function take(preferences: Preferences): void {
  preferenceStore.setState(preferences);
  const { dataset } = document.documentElement;
  const { theme, density } = preferences;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  dataset.density = density;
  try {
    localStorage.setItem(COPY, JSON.stringify(preferences));
  } catch {
    // Without storage the first picture may have other colours for a moment.
  }
}

function readCopy(): unknown {
  try {
    return JSON.parse(localStorage.getItem(COPY) ?? 'null');
  } catch {
    return null;
  }
}
