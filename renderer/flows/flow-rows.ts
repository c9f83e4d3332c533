import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallInput } from '../../shared/contract.ts';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { refOf } from '../../shared/flow.ts';
import type { FlowRow, HeldPlace, SortKey } from '../../shared/flow-page.ts';
import { setEngineClock } from '../engine-clock.ts';
import { refreshGapMs } from '../preferences.ts';
import { createQueryLoop } from '../query-loop.ts';
import { call, type Session, sessionStore } from '../session.ts';
import { createRowSharing } from './share-rows.ts';

/** The part of the table that is on the page. */
export interface FlowPage {
  readonly version: number;
  readonly total: number;
  readonly matched: number;
  /** How many rows there are to scroll through: those that just ended are among them, though not matched. */
  readonly rowCount: number;
  readonly tookMs: number;
  readonly offset: number;
  readonly rows: readonly FlowRow[];
  /** The filter that was asked for. */
  readonly filter: string;
  /** When it came, by the page's clock (ms since the epoch). */
  readonly receivedAt: number;
  /** Which target, filter and sort it belongs to. */
  readonly arrangement: string;
}

export interface FlowRows {
  /** The filter in force: the last good one. */
  readonly filter: string;
  readonly sort: readonly SortKey[];
  /** Null before the first answer. */
  readonly page: FlowPage | null;
  readonly error: ErrorData | null;
  /** How many flows had come and gone when it was paused; null while it is live. */
  readonly pausedAt: number | null;
}

type Query = CallInput<'flows.query'>;

/** Rows fetched beyond those drawn, on either side, and when so few are left more are fetched. */
const MARGIN = 24;
const LOW_MARGIN = 4;
const MOST_ROWS = 1000;
/** So many flows together tell where their place moved to. */
const HELD_FLOWS = 3;

const initial: FlowRows = { filter: '', sort: [], page: null, error: null, pausedAt: null };
export const flowRowsStore = createStore<FlowRows>(() => initial);

/** Reads a part of what the table shows in a component. */
export function useFlowRows<T>(select: (rows: FlowRows) => T): T {
  return useStore(flowRowsStore, select);
}

const shareRows = createRowSharing();
let drawnRows = { first: 0, end: 40 };
let attended: () => number | null = () => null;
let topRow = 0;
let shownSince: (() => void) | null = null;

const loop = createQueryLoop<Query, Awaited<ReturnType<typeof ask>>>({
  wanted: wantedQuery,
  ask,
  onAnswer({ clock, ...page }, query) {
    setEngineClock(clock);
    const { pausedAt } = flowRowsStore.getState();
    flowRowsStore.setState({
      page: {
        ...page,
        rows: shareRows(page.rows),
        filter: query.filter,
        receivedAt: Date.now(),
        arrangement: arrangementOf(query),
      },
      error: null,
      // What was asked for while it was paused shows the table as it is now, and that is held from here on.
      pausedAt: pausedAt === null ? null : comingsAndGoings(sessionStore.getState()),
    });
  },
  onError(thrown) {
    const { data } = toInspectorError(thrown, 'read the table');
    if (data.code !== 'cancelled') flowRowsStore.setState({ error: data });
  },
  isStale: (asked, wanted) => arrangementOf(asked) !== arrangementOf(wanted),
  gapMs: refreshGapMs,
  now: () => performance.now(),
  schedule(run, delayMs) {
    let frame = 0;
    const timer = setTimeout(
      () => {
        frame = requestAnimationFrame(run);
      },
      Math.max(0, delayMs),
    );
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  },
});

/** Keeps the rows up to date until the returned function is called. */
export function showFlowRows(): () => void {
  shownSince?.();
  const stop = sessionStore.subscribe((session, before) => {
    const isAnother = session.targetId !== before.targetId;
    if (isAnother) {
      toTop();
      flowRowsStore.setState({ page: null, error: null, pausedAt: null });
    }
    const reopened = isReadable(session) && !isReadable(before);
    if (isAnother) loop.changed();
    else if (isHeld()) return;
    else if (reopened) loop.changed();
    else if (session.target?.version !== before.target?.version) loop.moved();
  });
  shownSince = () => {
    stop();
    shownSince = null;
  };
  if (!isHeld()) loop.changed();
  return shownSince;
}

/** Puts another filter in force. */
export function setFilter(filter: string): void {
  if (flowRowsStore.getState().filter === filter) return;
  toTop();
  flowRowsStore.setState({ filter });
  loop.changed();
}

/** Puts the rows in another order. */
export function setSort(sort: readonly SortKey[]): void {
  toTop();
  flowRowsStore.setState({ sort });
  loop.changed();
}

/** Says which rows are drawn. */
export function setWindow(first: number, end: number): void {
  drawnRows = { first, end };
  const { page } = flowRowsStore.getState();
  if (page && !holds(page, first - LOW_MARGIN, end + LOW_MARGIN)) loop.changed();
}

/** The next question is about the first rows, whatever the table is scrolled to until their answer is there. */
function toTop(): void {
  topRow = 0;
  drawnRows = { first: 0, end: drawnRows.end - drawnRows.first };
}

/** Whether rows are on the page that stay as they are. */
function isHeld(): boolean {
  const { page, pausedAt } = flowRowsStore.getState();
  return page !== null && pausedAt !== null;
}

/** Says how to find the row that a refresh leaves in place. */
export function setAttended(find: () => number | null): void {
  attended = find;
}

/** Where the table was scrolled to when it was last on the page: its first row in sight. */
export function placeOfTable(): number {
  return topRow;
}

/** Remembers where the table is scrolled to. */
export function leaveTable(firstRow: number): void {
  topRow = firstRow;
}

/** Freezes what is shown, while collection goes on; scrolling and filtering still ask. */
export function pause(): void {
  // What is on its way would take the place of what is held.
  if (isPageCurrent()) loop.hold();
  flowRowsStore.setState({ pausedAt: comingsAndGoings(sessionStore.getState()) });
}

/** Shows the table as it is now, and follows it again. */
export function resume(): void {
  flowRowsStore.setState({ pausedAt: null });
  loop.changed();
}

/** Asks again after a failure. */
export function askAgain(): void {
  flowRowsStore.setState({ error: null });
  loop.changed();
}

/** How many flows came and went since the target was opened. */
export function comingsAndGoings({ target }: Session): number {
  return target === null ? 0 : target.appeared + target.vanished;
}

function ask(query: Query, signal: AbortSignal) {
  return call('flows.query', query, signal);
}

function wantedQuery(): Query | null {
  const session = sessionStore.getState();
  if (shownSince === null || !isReadable(session)) return null;
  const { filter, sort } = flowRowsStore.getState();
  const offset = Math.max(0, drawnRows.first - MARGIN);
  const limit = Math.min(MOST_ROWS, drawnRows.end + MARGIN - offset);
  const query = { targetId: session.targetId, filter, sort: [...sort], offset, limit };
  const held = heldPlace(query);
  return held === null ? query : { ...query, held };
}

/** What is looked at, wherever rows that came before it push it. */
function heldPlace(query: Query): HeldPlace | null {
  const { page } = flowRowsStore.getState();
  const row = attended();
  if (row === null || page === null || page.arrangement !== arrangementOf(query)) return null;
  const from = row - page.offset;
  const flows = page.rows.slice(Math.max(0, from), from + HELD_FLOWS).map(({ flow }) => refOf(flow));
  return from < 0 || flows.length === 0 ? null : { row, flows };
}

/** Whether the rows on the page are those of the filter and order in force. */
export function isPageCurrent(): boolean {
  const { page, filter, sort } = flowRowsStore.getState();
  const { targetId } = sessionStore.getState();
  return page !== null && page.arrangement === arrangementOf({ targetId, filter, sort });
}

function isReadable({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null && target.phase !== 'lost';
}

function holds({ offset, rows, rowCount }: FlowPage, first: number, end: number): boolean {
  return offset <= Math.max(0, first) && offset + rows.length >= Math.min(end, rowCount);
}

/** A text that is equal for questions about the same rows in the same order. */
export function arrangementOf({
  targetId,
  filter,
  sort,
}: Pick<Query, 'targetId' | 'filter'> & { readonly sort: readonly SortKey[] }): string {
  return JSON.stringify([targetId, filter, sort]);
}
