import type { KeyboardEvent } from 'react';
import { describeFlow } from '../../shared/flow.ts';
import { formatZones } from '../../shared/zone.ts';
import { askToDelete } from '../flow-actions.ts';
import { preferenceStore } from '../preferences.ts';
import { sessionStore, whyUnchangeable } from '../session.ts';
import { copyText } from '../ui/clipboard.ts';
import { formatQuantity } from '../ui/format.ts';
import { notify } from '../ui/notifications.ts';
import { closeInject, openInject, setKeyListOpen, workspaceStore } from '../workspace.ts';
import { focusFilter } from './filter-focus.ts';
import { chooseAll, chooseNone, chosenFlows, closeDetails, flowChoiceStore } from './flow-choice.ts';
import { flowRowsStore, pause, resume } from './flow-rows.ts';

/** Every key of the table but those that move. */
export function onTableKey(event: KeyboardEvent): void {
  const action = event.ctrlKey || event.metaKey ? controlKeys[event.key] : plainAction(event);
  if (!action) return;
  if (action() !== 'not taken') event.preventDefault();
}

type Action = () => 'not taken' | undefined;

function plainAction({ key, altKey }: KeyboardEvent): Action | undefined {
  if (altKey) return undefined;
  return plainKeys[key] ?? (preferenceStore.getState().singleKeys ? characterKeys[key] : undefined);
}

const controlKeys: Readonly<Record<string, Action>> = {
  a: () => void chooseAll(),
  c: copyChosen,
};

const plainKeys: Readonly<Record<string, Action>> = {
  Delete: deleteChosen,
  Escape: closeOrClear,
  ' ': () => void togglePause(),
};

/** These can be switched off. */
const characterKeys: Readonly<Record<string, Action>> = {
  '/': () => void focusFilter(),
  '?': () => void setKeyListOpen(true),
  i: () => void openInject(),
};

export function togglePause(): void {
  if (flowRowsStore.getState().pausedAt === null) pause();
  else resume();
}

function deleteChosen(): undefined {
  const reason = whyUnchangeable(sessionStore.getState());
  if (reason === null) askToDelete(chosenFlows());
  else notify({ tone: 'info', title: 'Nothing can be deleted now', detail: reason });
}

function closeOrClear(): undefined {
  if (workspaceStore.getState().injecting) closeInject();
  else if (flowChoiceStore.getState().opened) closeDetails();
  else chooseNone();
}

function copyChosen(): 'not taken' | undefined {
  const marked = window.getSelection();
  const { selection } = flowChoiceStore.getState();
  if (selection.size === 0 || (marked && !marked.isCollapsed)) return 'not taken';
  const lines = [...selection.values()].map(
    ({ protocol, original, zones }) => `${describeFlow(protocol, original)} zone ${formatZones(zones)}`,
  );
  void copyText(lines.join('\n'), formatQuantity(lines.length, 'flow'));
  return undefined;
}
