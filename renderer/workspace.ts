import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const viewNames = ['flows', 'zones', 'events', 'capacity', 'demos', 'settings'] as const;
export type ViewName = (typeof viewNames)[number];

/** What lies where on the page. */
export interface Workspace {
  readonly view: ViewName;
  /** The inject drawer is open, beside whatever view. */
  readonly injecting: boolean;
  /** The zone that the drawer was opened for. */
  readonly injectZone: number | undefined;
  /** The drawer of files is open, in the same place. */
  readonly filing: 'export' | 'import' | null;
  readonly keyListOpen: boolean;
  readonly paletteOpen: boolean;
}

export const workspaceStore = createStore<Workspace>(() => ({
  view: 'flows',
  injecting: false,
  injectZone: undefined,
  filing: null,
  keyListOpen: false,
  paletteOpen: false,
}));

/** Reads a part of the workspace in a component. */
export function useWorkspace<T>(select: (workspace: Workspace) => T): T {
  return useStore(workspaceStore, select);
}

export function showView(view: ViewName): void {
  workspaceStore.setState({ view });
}

/** Opens the inject drawer, for a zone or as it was left. */
export function openInject(zone?: number): void {
  workspaceStore.setState({ injecting: true, injectZone: zone, filing: null });
}

export function closeInject(): void {
  workspaceStore.setState({ injecting: false, injectZone: undefined });
}

/** Opens the drawer that writes flows to a file, or reads them from one. */
export function openFiling(filing: 'export' | 'import'): void {
  workspaceStore.setState({ filing, injecting: false });
}

export function closeFiling(): void {
  workspaceStore.setState({ filing: null });
}

export function setKeyListOpen(keyListOpen: boolean): void {
  workspaceStore.setState({ keyListOpen });
}

export function setPaletteOpen(paletteOpen: boolean): void {
  workspaceStore.setState({ paletteOpen });
}
