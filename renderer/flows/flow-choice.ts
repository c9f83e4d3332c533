import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { toInspectorError } from '../../shared/errors.ts';
import { type FlowRef, refKey, refOf } from '../../shared/flow.ts';
import type { Chosen } from '../flow-actions.ts';
import { call, sessionStore } from '../session.ts';
import { formatCount } from '../ui/format.ts';
import type { RowGesture } from '../ui/grid/grid.tsx';
import { notify, notifyFailure } from '../ui/notifications.ts';
import { flowRowsStore, useFlowRows } from './flow-rows.ts';
import {
  EMPTY_SELECTION,
  livingRefs,
  pagesOf,
  type Selection,
  type Sweep,
  sweepBetween,
  sweptRows,
  toggled,
  withFlows,
} from './selection.ts';

/** A row, and the flow that was last seen there. */
interface Place {
  readonly row: number;
  /** Null while the row is not at hand. */
  readonly key: string | null;
}

export interface FlowChoice {
  readonly selection: Selection;
  /** Every flow that matches the filter is chosen, however many; the selection is empty then. */
  readonly isAll: boolean;
  /** Where the keyboard is. */
  readonly active: Place | null;
  /** Where a sweep with Shift begins. */
  readonly anchor: Place | null;
  /** The active row is to be chosen as soon as it is at hand. */
  readonly choosesActive: boolean;
  /** The flow whose details are open. */
  readonly opened: FlowRef | null;
  /** How many rows of a long sweep have been read; null when none is being read. */
  readonly reading: { readonly done: number; readonly of: number } | null;
}

/** So many flows can be chosen at once. */
const MOST_CHOSEN = 100_000;
const MOST_ROWS = 1000;

const initial: FlowChoice = {
  selection: EMPTY_SELECTION,
  isAll: false,
  active: null,
  anchor: null,
  choosesActive: false,
  opened: null,
  reading: null,
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
  return isAll ? matched : selection.size;
}

const { setState, getState } = flowChoiceStore;
let reader: AbortController | null = null;

/** Takes up a click or a step to a row. */
export function goTo(row: number, { extend, toggle, byPointer }: RowGesture): void {
  reader?.abort();
  const { selection, anchor, opened } = getState();
  const ref = refAt(row);
  const place: Place = { row, key: ref && refKey(ref) };
  const opensDetails = ref !== null && !extend && !toggle && (byPointer || opened !== null);
  setState({ active: place, choosesActive: false, ...(opensDetails ? { opened: ref } : {}) });
  // With Ctrl the arrows only move, as in a file manager.
  if (extend || !toggle || byPointer) setState({ isAll: false });
  if (extend) {
    const from = anchor ?? place;
    setState({ anchor: from });
    void sweep(sweepBetween(from.row, row), toggle ? selection : EMPTY_SELECTION);
  } else if (toggle) {
    if (byPointer && ref) setState({ selection: toggled(selection, ref), anchor: place });
  } else {
    const chosen = ref ? withFlows(EMPTY_SELECTION, [ref]) : EMPTY_SELECTION;
    setState({ selection: chosen, anchor: place, choosesActive: ref === null });
  }
}

/** Chooses every flow that matches the filter, also those that are yet to come. */
export function chooseAll(): void {
  reader?.abort();
  setState({ selection: EMPTY_SELECTION, isAll: true, anchor: null, choosesActive: false });
}

/** Chooses a row alone, unless it is among the chosen: what a menu that opens there is about. */
export function chooseForMenu(row: number): void {
  const { selection, isAll } = getState();
  const ref = refAt(row);
  if (ref === null) return;
  const place: Place = { row, key: refKey(ref) };
  if (isAll || selection.get(refKey(ref))?.id === ref.id) setState({ active: place });
  else setState({ active: place, anchor: place, selection: withFlows(EMPTY_SELECTION, [ref]) });
}

export function chooseNone(): void {
  reader?.abort();
  setState({ selection: EMPTY_SELECTION, isAll: false, anchor: null, choosesActive: false });
}

/** Stops reading a long sweep; what was read stays chosen. */
export function stopReading(): void {
  reader?.abort();
}

export function openDetails(ref: FlowRef): void {
  setState({ opened: ref, active: { row: rowOf(refKey(ref)) ?? 0, key: refKey(ref) } });
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
  if (getState().isAll) return { kind: 'filter', filter: flowRowsStore.getState().filter };
  const refs = [...getState().selection.values()];
  return { kind: 'flows', refs, forget: () => forget(refs) };
}

/** Forgets flows that are no longer there. */
function forget(refs: readonly FlowRef[]): void {
  const selection = new Map(getState().selection);
  for (const ref of refs) selection.delete(refKey(ref));
  setState({ selection });
}

sessionStore.subscribe((session, before) => {
  if (session.targetId === before.targetId) return;
  reader?.abort();
  setState(initial);
});

// Flows that are no longer in sight should not be deleted by a key.
flowRowsStore.subscribe(({ filter }, before) => {
  if (filter !== before.filter) chooseNone();
});

// New rows: the active flow may have moved, or come within reach.
flowRowsStore.subscribe(({ page }, before) => {
  const { active, anchor, choosesActive, opened } = getState();
  if (page === before.page || active === null) return;
  setState({ active: settle(active), anchor: anchor && settle(anchor) });
  const ref = choosesActive ? refAt(active.row) : null;
  if (ref === null) return;
  const selection = withFlows(EMPTY_SELECTION, [ref]);
  setState({ selection, choosesActive: false, opened: opened && ref });
});

function settle(place: Place): Place {
  if (place.key === null) {
    const ref = refAt(place.row);
    return ref ? { row: place.row, key: refKey(ref) } : place;
  }
  const row = rowOf(place.key);
  return row === null ? place : { ...place, row };
}

function refAt(row: number): FlowRef | null {
  const page = flowRowsStore.getState().page;
  const found = page?.rows[row - page.offset];
  return found ? refOf(found.flow) : null;
}

function rowOf(key: string): number | null {
  const page = flowRowsStore.getState().page;
  const index = page?.rows.findIndex(({ flow }) => refKey(refOf(flow)) === key) ?? -1;
  return page && index >= 0 ? page.offset + index : null;
}

async function sweep(wanted: Sweep, base: Selection): Promise<void> {
  const { page, filter, sort } = flowRowsStore.getState();
  const atHand = page && sweptRows(wanted, page.offset, page.rows);
  if (atHand) {
    setState({ selection: withFlows(base, livingRefs(atHand)) });
    return;
  }
  const last = Math.min(wanted.last, wanted.first + MOST_CHOSEN - 1);
  const of = last - wanted.first + 1;
  const { targetId } = sessionStore.getState();
  const mine = new AbortController();
  reader = mine;
  let selection = base;
  let done = 0;
  try {
    for (const part of pagesOf({ first: wanted.first, last }, MOST_ROWS)) {
      setState({ reading: { done, of } });
      const answer = await call('flows.query', { targetId, filter, sort: [...sort], ...part }, mine.signal);
      selection = withFlows(selection, livingRefs(answer.rows));
      done += answer.rows.length;
      setState({ selection });
    }
    if (last < wanted.last) {
      const title = `Selected ${formatCount(of)} of ${formatCount(wanted.last - wanted.first + 1)} flows`;
      notify({ tone: 'info', title, detail: `So many can be selected at once. A filter narrows them down.` });
    }
  } catch (thrown) {
    const { data } = toInspectorError(thrown, 'select flows');
    if (data.code !== 'cancelled') notifyFailure(data);
  } finally {
    if (reader === mine) setState({ reading: null });
  }
}
