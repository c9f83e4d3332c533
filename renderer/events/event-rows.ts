import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallInput } from '../../shared/contract.ts';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { type FilterError, parseFilter } from '../../shared/filter/parse.ts';
import { type EventPage, FlowEventKind, type LogEntry } from '../../shared/flow-event.ts';
import { refreshGapMs } from '../preferences.ts';
import { createQueryLoop } from '../query-loop.ts';
import { call, type Session, sessionStore } from '../session.ts';

/** The part of the log that is on the page. */
export interface ShownEvents extends EventPage {
  /** Which target, filter and kinds it belongs to. */
  readonly arrangement: string;
}

export interface EventRows {
  /** The filter as it is typed, and why it is none; the last good one stays in force meanwhile. */
  readonly filterText: string;
  readonly filterError: FilterError | null;
  readonly filter: string;
  readonly kinds: readonly FlowEventKind[];
  /**
   * Null while the newest event is at the top. Otherwise the events before this one are shown and stand still: someone
   * paused, scrolled away from the top, or went to a row.
   */
  readonly heldAt: number | null;
  /** The row that the keyboard is at; only while held. */
  readonly active: number | null;
  /** Null before the first answer. */
  readonly page: ShownEvents | null;
  readonly error: ErrorData | null;
  /** Goes up with each return to the newest event. */
  readonly round: number;
}

type Query = CallInput<'events.page'>;

const MARGIN = 24;
const LOW_MARGIN = 4;
const MOST_ROWS = 500;

const initial: EventRows = {
  filterText: '',
  filterError: null,
  filter: '',
  kinds: FlowEventKind.options,
  heldAt: null,
  active: null,
  page: null,
  error: null,
  round: 0,
};
export const eventRowsStore = createStore<EventRows>(() => initial);
const { getState, setState } = eventRowsStore;

/** Reads a part of what the tail shows in a component. */
export function useEventRows<T>(select: (rows: EventRows) => T): T {
  return useStore(eventRowsStore, select);
}

let drawnRows = { first: 0, end: 40 };
let isShown = false;

const loop = createQueryLoop<Query, EventPage>({
  wanted: wantedQuery,
  ask: (query, signal) => call('events.page', query, signal),
  onAnswer(page, query) {
    const entries = shareEntries(page.entries, getState().page?.entries ?? []);
    setState({ page: { ...page, entries, arrangement: arrangementOf(query) }, error: null });
  },
  onError(thrown) {
    const { data } = toInspectorError(thrown, 'read the events');
    if (data.code !== 'cancelled') setState({ error: data });
  },
  isStale: (asked, wanted) =>
    arrangementOf(asked) !== arrangementOf(wanted) || asked.before !== wanted.before,
  gapMs: refreshGapMs,
  now: () => performance.now(),
  schedule(run, delayMs) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
});

/** Keeps the tail up to date until the returned function is called. */
export function showEventRows(): () => void {
  const stop = sessionStore.subscribe((session, before) => {
    const isAnother = session.targetId !== before.targetId;
    if (isAnother) setState({ page: null, error: null, heldAt: null, active: null });
    // A target that was opened anew counts from 0.
    const isAnew = (session.target?.eventCount ?? 0) < (getState().heldAt ?? 0);
    if (isAnew) follow();
    const reopened = isReadable(session) && !isReadable(before);
    if (isAnother || reopened) loop.changed();
    else if (hasMoved(session, before)) loop.moved();
  });
  isShown = true;
  loop.changed();
  return () => {
    stop();
    isShown = false;
  };
}

/** Takes up what is being typed, and puts it in force when it is a filter. */
export function typeFilter(filterText: string): void {
  const parsed = parseFilter(filterText);
  if (!parsed.ok) {
    setState({ filterText, filterError: parsed.error });
    return;
  }
  setState({ filterText, filterError: null, filter: filterText, active: null });
  loop.changed();
}

/** Shows events of a kind, or leaves them out. */
export function toggleKind(kind: FlowEventKind): void {
  setState(({ kinds }) => ({
    kinds: FlowEventKind.options.filter((one) => (one === kind) !== kinds.includes(one)),
    active: null,
  }));
  loop.changed();
}

/** Lets what is shown stand still, while the log goes on. */
export function hold(): void {
  const { heldAt, page } = getState();
  if (heldAt === null && page !== null) setState({ heldAt: page.next });
}

/** Goes back to the newest event and follows from there. */
export function follow(): void {
  setState(({ round }) => ({ heldAt: null, active: null, round: round + 1 }));
  loop.changed();
}

/** Holds, or follows again. */
export function toggleHold(): void {
  if (getState().heldAt === null) hold();
  else follow();
}

/** Goes to a row, which then stands still. */
export function goToEvent(row: number): void {
  hold();
  setState({ active: row });
}

/** The entry at a row, when it is at hand. */
export function eventAt(row: number): LogEntry | undefined {
  const { page } = getState();
  return page?.entries[row - page.offset];
}

/** Says which rows are drawn. */
export function setWindow(first: number, end: number): void {
  drawnRows = { first, end };
  const { page } = getState();
  if (page && !holds(page, first - LOW_MARGIN, end + LOW_MARGIN)) loop.changed();
}

/** Asks again after a failure. */
export function askAgain(): void {
  setState({ error: null });
  loop.changed();
}

/** How many events came since it was held. */
export function missedEvents({ heldAt }: EventRows, { target }: Session): number {
  return heldAt === null ? 0 : Math.max(0, (target?.eventCount ?? 0) - heldAt);
}

function wantedQuery(): Query | null {
  const session = sessionStore.getState();
  if (!isShown || !isReadable(session)) return null;
  const { filter, kinds, heldAt } = getState();
  const offset = Math.max(0, drawnRows.first - MARGIN);
  const limit = Math.min(MOST_ROWS, drawnRows.end + MARGIN - offset);
  return { targetId: session.targetId, filter, kinds: [...kinds], before: heldAt, offset, limit };
}

function isReadable({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null && target.phase !== 'lost';
}

/** Held rows change too: a listing may have repaired a gap among them. */
function hasMoved({ target }: Session, { target: before }: Session): boolean {
  const hasNew = getState().heldAt === null && target?.eventCount !== before?.eventCount;
  return hasNew || target?.listedAt !== before?.listedAt;
}

function holds({ offset, entries, matched }: EventPage, first: number, end: number): boolean {
  return offset <= Math.max(0, first) && offset + entries.length >= Math.min(end, matched);
}

/** A text that is equal for questions about the same events in the same order. */
function arrangementOf({ targetId, filter, kinds }: Query): string {
  return JSON.stringify([targetId, filter, kinds]);
}

/** Events never change, so the rows that were there before keep their objects and are not drawn again; gaps may change. */
function shareEntries(entries: readonly LogEntry[], before: readonly LogEntry[]): LogEntry[] {
  const known = new Map(before.map((entry) => [entry.sequence, entry]));
  return entries.map((entry) => {
    const same = known.get(entry.sequence);
    return same === undefined || entry.kind === 'gap' || same.at !== entry.at ? entry : same;
  });
}
