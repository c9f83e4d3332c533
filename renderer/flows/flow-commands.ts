import { sessionStore, whyUnchangeable } from '../session.ts';
import { copyChosenAs } from './copy-forms.ts';
import { chooseNone, closeDetails, flowChoiceStore } from './flow-choice.ts';
import { flowRowsStore, pause, resume } from './flow-rows.ts';
import { sizeOf } from './selection.ts';

/** Freezes the table, or catches up. */
export function togglePause(): void {
  if (flowRowsStore.getState().pausedAt === null) pause();
  else resume();
}

/** Why the selected flows can be neither changed nor deleted now; null when they can. */
export function whyNoChoice(): string | null {
  const { selection, isAll, choosing } = flowChoiceStore.getState();
  if (choosing !== null) return 'Flows are still being selected.';
  const isNone = sizeOf(selection) === 0 && !isAll;
  return whyUnchangeable(sessionStore.getState()) ?? (isNone ? 'Select flows first.' : null);
}

/** Closes the details; without any, gives up the selection. */
export function closeDetailsOrClear(): void {
  if (flowChoiceStore.getState().opened) closeDetails();
  else chooseNone();
}

/** Copies the selected flows, unless text is marked that the browser can copy. */
export function copyChosen(): undefined | 'left to the browser' {
  const marked = window.getSelection();
  const { selection, isAll } = flowChoiceStore.getState();
  if ((sizeOf(selection) === 0 && !isAll) || (marked && !marked.isCollapsed)) return 'left to the browser';
  copyChosenAs();
  return undefined;
}
