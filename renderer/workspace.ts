import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type ViewName = 'flows' | 'zones' | 'settings';

/** What lies where on the page. */
export interface Workspace {
  readonly view: ViewName;
  /** The inject drawer is open, beside whatever view. */
  readonly injecting: boolean;
  readonly keyListOpen: boolean;
}

export const workspaceStore = createStore<Workspace>(() => ({
  view: 'flows',
  injecting: false,
  keyListOpen: false,
}));

/** Reads a part of the workspace in a component. */
export function useWorkspace<T>(select: (workspace: Workspace) => T): T {
  return useStore(workspaceStore, select);
}

export function showView(view: ViewName): void {
  workspaceStore.setState({ view });
}

export function setInjecting(injecting: boolean): void {
  workspaceStore.setState({ injecting });
}

export function setKeyListOpen(keyListOpen: boolean): void {
  workspaceStore.setState({ keyListOpen });
}
