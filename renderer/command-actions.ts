import { undoLast, whyNotUndo } from './changes/undo.ts';
import type { CommandAction, CommandActions } from './commands.ts';
import { focusEventFilter } from './events/event-filter.tsx';
import { eventRowsStore, toggleHold } from './events/event-rows.ts';
import { askToChange, askToDelete } from './flow-actions.ts';
import { focusFilter } from './flows/filter-focus.ts';
import { chooseAll, chosenFlows } from './flows/flow-choice.ts';
import { closeDetailsOrClear, copyChosen, togglePause, whyNoChoice } from './flows/flow-commands.ts';
import { flowRowsStore } from './flows/flow-rows.ts';
import { addSampleFlows } from './flows/sample-flows.ts';
import { focusView } from './frame/keyboard.ts';
import { focusInjectForm } from './inject/inject-drawer.tsx';
import { relistTarget, sessionStore, whyUnchangeable, whyUnreadable } from './session.ts';
import { attempt } from './ui/notifications.ts';
import {
  closeFiling,
  closeInject,
  openFiling,
  openInject,
  setKeyListOpen,
  setPaletteOpen,
  showView,
  type ViewName,
  workspaceStore,
} from './workspace.ts';
import { focusZoneFilter } from './zones/zone-search.tsx';

/** What each command of `shared/commands.ts` does, and why it can't when it can't. */
export const commandActions: CommandActions = {
  'focus-filter': { run: focusFilterOfView, whyNot: onlyWhereFilter },
  inject: { run: inject, whyNot: whyNoChange },
  change: { run: () => void askToChange(chosenFlows()), whyNot: () => onlyInFlows() ?? whyNoChoice() },
  delete: { run: () => void askToDelete(chosenFlows()), whyNot: () => onlyInFlows() ?? whyNoChoice() },
  undo: { run: () => void undoLast(), whyNot: whyNotUndo },
  'select-all': { run: () => void chooseAll(), whyNot: onlyInFlows },
  copy: { run: copyChosen, whyNot: onlyInFlows },
  export: { run: () => void openFiling('export') },
  import: { run: () => void openFiling('import') },
  'add-samples': { run: () => void addSampleFlows(), whyNot: () => onlyInSandbox() ?? whyNoChange() },
  'show-flows': showing('flows'),
  'show-zones': showing('zones'),
  'show-events': showing('events'),
  'show-capacity': showing('capacity'),
  'show-demos': showing('demos'),
  'show-settings': showing('settings'),
  pause: {
    run: () => void (isShown('events') ? toggleHold() : togglePause()),
    whyNot: () => onlyInFlowsAndEvents() ?? whyNotPause(),
  },
  relist: { run: () => void attempt(relistTarget(sessionStore.getState().targetId)), whyNot: whyNotOpen },
  close: { run: closeOrClear },
  'show-palette': { run: () => void setPaletteOpen(true) },
  'show-keys': { run: () => void setKeyListOpen(true) },
};

/** Also brings the focus back into a drawer that is open already. */
function inject(): undefined {
  openInject();
  focusInjectForm();
}

function showing(view: ViewName): CommandAction {
  return {
    run() {
      showView(view);
      focusView();
      return undefined;
    },
  };
}

function closeOrClear(): undefined {
  if (workspaceStore.getState().injecting) closeInject();
  else if (workspaceStore.getState().filing) closeFiling();
  else if (isShown('flows')) closeDetailsOrClear();
}

function isShown(view: ViewName): boolean {
  return workspaceStore.getState().view === view;
}

function focusFilterOfView(): undefined {
  if (isShown('zones')) focusZoneFilter();
  else if (isShown('events')) focusEventFilter();
  else focusFilter();
}

function onlyWhereFilter(): string | null {
  return isShown('zones') || isShown('events') ? null : onlyInFlows();
}

function onlyInFlows(): string | null {
  return isShown('flows') ? null : 'Show Flows first.';
}

function onlyInFlowsAndEvents(): string | null {
  return isShown('flows') || isShown('events') ? null : 'Show Flows or Events first.';
}

/** What is held can always be let go. */
function whyNotPause(): string | null {
  const isHeld = isShown('events')
    ? eventRowsStore.getState().heldAt !== null
    : flowRowsStore.getState().pausedAt !== null;
  return isHeld ? null : whyUnreadable(sessionStore.getState());
}

function onlyInSandbox(): string | null {
  return sessionStore.getState().targetId === 'sandbox' ? null : 'Samples are for the sandbox only.';
}

function whyNoChange(): string | null {
  return whyUnchangeable(sessionStore.getState());
}

function whyNotOpen(): string | null {
  return sessionStore.getState().target?.phase === 'live' ? null : 'The table is not open, or is being read.';
}
