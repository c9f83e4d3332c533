import { describeFlow } from '../../shared/flow.ts';
import { formatZones } from '../../shared/zone.ts';
import { sessionStore, whyUnchangeable } from '../session.ts';
import { copyText } from '../ui/clipboard.ts';
import { formatQuantity } from '../ui/format.ts';
import { chooseNone, closeDetails, flowChoiceStore } from './flow-choice.ts';
import { flowRowsStore, pause, resume } from './flow-rows.ts';

/** Freezes the table, or catches up. */
export function togglePause(): void {
  if (flowRowsStore.getState().pausedAt === null) pause();
  else resume();
}

/** Why the selected flows cannot be deleted now; null when they can. */
export function whyNotDelete(): string | null {
  const { selection } = flowChoiceStore.getState();
  return whyUnchangeable(sessionStore.getState()) ?? (selection.size === 0 ? 'Select flows first.' : null);
}

/** Closes the details; without any, gives up the selection. */
export function closeDetailsOrClear(): void {
  if (flowChoiceStore.getState().opened) closeDetails();
  else chooseNone();
}

/** Copies the selected flows, unless text is marked that the browser can copy. */
export function copyChosen(): undefined | 'left to the browser' {
  const marked = window.getSelection();
  const { selection } = flowChoiceStore.getState();
  if (selection.size === 0 || (marked && !marked.isCollapsed)) return 'left to the browser';
  const lines = [...selection.values()].map(
    ({ protocol, original, zones }) => `${describeFlow(protocol, original)} zone ${formatZones(zones)}`,
  );
  void copyText(lines.join('\n'), formatQuantity(lines.length, 'flow'));
  return undefined;
}
