import { sessionStore, whyUnchangeable } from '../session.ts';
import { copyChosenAs } from './copy-forms.ts';
import { chooseNone, closeDetails, flowChoiceStore, whyNotChosenYet } from './flow-choice.ts';
import { flowRowsStore, pause, resume } from './flow-rows.ts';
import { sizeOf } from './selection.ts';

/** Freezes the table, or catches up. */
export function togglePause(): void {
  if (flowRowsStore.getState().pausedAt === null) pause();
  else resume();
}

/** Why the selected flows can be neither changed nor deleted now; null when they can. */
export function whyNoChoice(): string | null {
  const choice = flowChoiceStore.getState();
  const isNone = sizeOf(choice.selection) === 0 && !choice.isAll;
  const problem = whyUnchangeable(sessionStore.getState()) ?? whyNotChosenYet(choice);
  return problem ?? (isNone ? 'Select flows first.' : null);
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
