import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RowPlace, Sweep } from '../../shared/choice.ts';
import { toInspectorError } from '../../shared/errors.ts';
import { type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import type { Chosen } from '../flow-actions.ts';
import { call, sessionStore } from '../session.ts';
import type { RowGesture } from '../ui/grid/grid.tsx';
import { notify, notifyFailure } from '../ui/notifications.ts';
import { flowRowsStore, isPageCurrent, useFlowRows } from './flow-rows.ts';
import {
  contentOf,
  EMPTY_SELECTION,
  isChosen,
  isFull,
  remaining,
  type Selection,
  selectionOf,
  sizeOf,
  toggled,
  withFlows,
} from './selection.ts';

export interface FlowChoice {
  readonly selection: Selection;
  /** Every flow that matches the filter is chosen, however many; the selection is empty then. */
  readonly isAll: boolean;
  /** Where the keyboard is. */
  readonly active: RowPlace | null;
  /** Where a sweep with Shift begins. */
  readonly anchor: RowPlace | null;
  /** The active row is to be chosen as soon as it is at hand. */
  readonly choosesActive: boolean;
  /** The flow whose details are open. */
  readonly opened: FlowRef | null;
  /** How many rows the engine is about to choose; null when none. */
  readonly choosing: number | null;
}

const initial: FlowChoice = {
  selection: EMPTY_SELECTION,
  isAll: false,
  active: null,
  anchor: null,
  choosesActive: false,
  opened: null,
  choosing: null,
};
export const flowChoiceStore = createStore<FlowChoice>(() => initial);

/** Reads a part of the choice in a component. */
export function useFlowChoice<T>(select: (choice: FlowChoice) => T): T {
  return useStore(flowChoiceStore, select);
}

/** How many flows are chosen. */
export function useChosenCount(): number {
  const { isAll, selection } = useFlowChoice((choice) => choice);
  const matched = useFlowRows((rows) => rows.page?.matched ?? 0);
  return isAll ? matched : sizeOf(selection);
}

const { setState, getState } = flowChoiceStore;
let chooser: AbortController | null = null;

/** Takes up a click or a step to a row. */
export function goTo(row: number, { extend, toggle, byPointer }: RowGesture): void {
  // Rows of another filter or order are about to go.
  if (!isPageCurrent()) return;
  stopChoosing();
  const { selection, isAll, anchor, opened } = getState();
  const flow = refAt(row);
  const place: RowPlace = { row, flow };
  const opensDetails = flow !== null && !extend && !toggle && (byPointer || opened !== null);
  setState({ active: place, choosesActive: false, ...(opensDetails ? { opened: flow } : {}) });
  // With Ctrl the arrows only move, as in a file manager.
  if (extend || !toggle) setState({ isAll: false });
  if (extend) {
    const from = anchor ?? place;
    setState({ anchor: from });
    sweep(from, place, toggle ? selection : EMPTY_SELECTION);
  } else if (toggle) {
    if (!byPointer || !flow) return;
    setState({ anchor: place });
    if (isAll) void takeOutOfAll(flow);
    else take(toggled(selection, flow));
  } else {
    setState({ anchor: place, choosesActive: flow === null });
    take(withFlows(EMPTY_SELECTION, flow ? [flow] : []));
  }
}

/** Chooses a row beside the others, or no longer. */
export function toggleRow(row: number): void {
  goTo(row, { extend: false, toggle: true, byPointer: true });
}

/** Chooses every flow that matches the filter, also those that are yet to come. */
export function chooseAll(): void {
  stopChoosing();
  setState({ selection: EMPTY_SELECTION, isAll: true, anchor: null, choosesActive: false });
}

/** Chooses a row alone, unless it is among the chosen: what a menu that opens there is about. */
export function chooseForMenu(row: number): void {
  if (!isPageCurrent()) return;
  stopChoosing();
  const { selection, isAll } = getState();
  const flow = refAt(row);
  if (flow === null) return;
  const place: RowPlace = { row, flow };
  if (isAll || isChosen(selection, flow)) setState({ active: place });
  else setState({ active: place, anchor: place, selection: withFlows(EMPTY_SELECTION, [flow]) });
}

export function chooseNone(): void {
  stopChoosing();
  setState({ selection: EMPTY_SELECTION, isAll: false, anchor: null, choosesActive: false });
}

/** Gives up a long sweep; what was chosen before stays chosen. */
export function stopChoosing(): void {
  chooser?.abort();
}

export function openDetails(ref: FlowRef): void {
  const row = rowOf(ref);
  setState({ opened: ref, active: row === null ? null : { row, flow: ref } });
}

/** Opens the details of a row that is at hand. */
export function openRow(row: number): void {
  const ref = refAt(row);
  if (ref) setState({ opened: ref });
}

export function closeDetails(): void {
  setState({ opened: null });
}

/** The chosen flows, for what is to be done with them. */
export function chosenFlows(): Chosen {
  const { isAll, selection } = getState();
  if (isAll) return { kind: 'filter', filter: flowRowsStore.getState().filter };
  const forget = () => {
    stopChoosing();
    setState({ selection: remaining(getState().selection, selection) });
  };
  return { kind: 'flows', flows: contentOf(selection), count: sizeOf(selection), forget };
}

/** Why nothing can be done with what is chosen yet; null when it can. */
export function whyNotChosenYet({ choosing }: FlowChoice): string | null {
  return choosing === null ? null : 'Flows are still being selected.';
}

/** The target whose flows are chosen. */
let ofTarget = sessionStore.getState().targetId;

sessionStore.subscribe(({ targetId }) => {
  if (targetId === ofTarget) return;
  stopChoosing();
  setState(initial);
  ofTarget = targetId;
});

flowChoiceStore.subscribe(({ selection: { choice } }, { selection: { choice: before } }) => {
  if (before === null || before.choiceId === choice?.choiceId) return;
  // What cannot be released gives way to newer ones.
  call('flows.release', { targetId: ofTarget, choiceId: before.choiceId }).catch(() => undefined);
});

// Flows that are no longer in sight should not be deleted by a key.
flowRowsStore.subscribe(({ filter }, before) => {
  if (filter !== before.filter) chooseNone();
});

// New rows: the active flow may have moved, or come within reach.
flowRowsStore.subscribe(({ page }, before) => {
  if (page === before.page) return;
  const { active, anchor, choosesActive, opened } = getState();
  setState({ active: active && settle(active), anchor: anchor && settle(anchor) });
  const ref = active && choosesActive ? refAt(active.row) : null;
  if (ref === null) return;
  const selection = withFlows(EMPTY_SELECTION, [ref]);
  setState({ selection, choosesActive: false, opened: opened && ref });
});

/** Where a place is now. A flow that has ended leaves its place to the next one. */
function settle(place: RowPlace): RowPlace {
  const row = place.flow === null ? place.row : rowOf(place.flow);
  if (row === null) return place;
  const at = rowAt(row);
  return { row, flow: at && at.goneSince === null ? refOf(at.flow) : null };
}

function rowAt(row: number): FlowRow | undefined {
  const { page } = flowRowsStore.getState();
  return page?.rows[row - page.offset];
}

function refAt(row: number): FlowRef | null {
  const found = rowAt(row);
  return found ? refOf(found.flow) : null;
}

function rowOf(ref: FlowRef): number | null {
  const page = flowRowsStore.getState().page;
  const key = refKey(ref);
  const index = page?.rows.findIndex(({ flow }) => refKey(refOf(flow)) === key) ?? -1;
  return page && index >= 0 ? page.offset + index : null;
}

/** Chooses all rows between two places, and what was chosen before. */
function sweep(from: RowPlace, to: RowPlace, base: Selection): void {
  const { filter, sort } = flowRowsStore.getState();
  const rows = rowsBetween(from, to);
  const living = rows?.flatMap(({ goneSince, flow }) => (goneSince === null ? [refOf(flow)] : []));
  if (living && !isFull(base, living.length)) setState({ selection: withFlows(base, living) });
  else
    void choose(base, { filter, sort: [...sort], from, to }, sizeOf(base) + Math.abs(to.row - from.row) + 1);
}

/** The rows between two places; null when they are not at hand, or one is no longer where it was. */
function rowsBetween(from: RowPlace, to: RowPlace): readonly FlowRow[] | null {
  const { page } = flowRowsStore.getState();
  const first = Math.min(from.row, to.row);
  const last = Math.max(from.row, to.row);
  const isMoved = from.flow !== null && rowOf(from.flow) !== from.row;
  if (!page || isMoved || first < page.offset || last >= page.offset + page.rows.length) return null;
  return page.rows.slice(first - page.offset, last - page.offset + 1);
}

/** Chooses flows that are at hand; the engine keeps them when they have become many. */
function take(selection: Selection): void {
  setState({ selection });
  if (isFull(selection)) void choose(selection, null, sizeOf(selection));
}

/** Chooses every flow that matches now, but for one. */
async function takeOutOfAll(flow: FlowRef): Promise<void> {
  const { filter, sort, page } = flowRowsStore.getState();
  const from = { row: 0, flow: null };
  const to = { row: Number.MAX_SAFE_INTEGER, flow: null };
  const isDone = await choose(EMPTY_SELECTION, { filter, sort: [...sort], from, to }, page?.matched ?? 0);
  if (isDone) setState({ selection: toggled(getState().selection, flow), isAll: false });
}

/** Has the engine choose a sweep, and what was chosen before. Answers whether it did. */
async function choose(base: Selection, swept: Sweep | null, rows: number): Promise<boolean> {
  const mine = new AbortController();
  chooser = mine;
  setState({ choosing: rows });
  try {
    const { targetId } = sessionStore.getState();
    const choice = await call('flows.choose', { targetId, base: contentOf(base), sweep: swept }, mine.signal);
    if (mine.signal.aborted) return false;
    setState({ selection: selectionOf(choice) });
    if (swept === null || choice.isWhole) return true;
    setState({ anchor: swept.to });
    const detail = 'The flow at the other end is no longer there.';
    notify({ tone: 'info', title: 'Selected one end alone', detail });
    return true;
  } catch (thrown) {
    const { data } = toInspectorError(thrown, 'select flows');
    if (data.code !== 'cancelled') notifyFailure(data);
    return false;
  } finally {
    if (chooser === mine) setState({ choosing: null });
  }
}
