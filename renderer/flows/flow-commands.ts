import { sessionStore, whyUnchangeable } from '../session.ts';
import { copyText } from '../ui/clipboard.ts';
import { formatQuantity } from '../ui/format.ts';
import { copyChosenAs, copyForms, flowText } from './copy-forms.ts';
import { chooseNone, closeDetails, flowChoiceStore } from './flow-choice.ts';
import { flowRowsStore, pause, resume } from './flow-rows.ts';

/** Freezes the table, or catches up. */
export function togglePause(): void {
  if (flowRowsStore.getState().pausedAt === null) pause();
  else resume();
}

/** Why the selected flows can be neither changed nor deleted now; null when they can. */
export function whyNoChoice(): string | null {
  const { selection, isAll } = flowChoiceStore.getState();
  const isNone = selection.size === 0 && !isAll;
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
  if ((selection.size === 0 && !isAll) || (marked && !marked.isCollapsed)) return 'left to the browser';
  const [asText] = copyForms;
  if (isAll && asText) {
    copyChosenAs(asText);
    return undefined;
  }
  const lines = [...selection.values()].map(flowText);
  void copyText(lines.join('\n'), formatQuantity(lines.length, 'flow'));
  return undefined;
}
