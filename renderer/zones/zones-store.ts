import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallInput, CallOutput } from '../../shared/contract.ts';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { Preferences } from '../../shared/preferences.ts';
import type { ZonePage, ZoneSort, ZoneSortColumn, ZoneUsage } from '../../shared/zone-usage.ts';
import { preferenceStore } from '../preferences.ts';
import { createQueryLoop } from '../query-loop.ts';
import { call, type Session, sessionStore } from '../session.ts';
import { zoneReservationStore } from '../zone-reservations.ts';

export interface ZonesState {
  /** The filter in force: the last good one. */
  readonly filter: string;
  readonly sort: ZoneSort;
  /** The zones in sight; null before the first answer about this target. */
  readonly page: ZonePage | null;
  /** Which filter and sort the page belongs to. */
  readonly arrangement: string;
  readonly error: ErrorData | null;
  /** The zone that the keyboard is at and the details are about. */
  readonly chosen: number | null;
  /** What is counted of it; null when it is neither in use nor reserved. */
  readonly chosenUsage: ZoneUsage | null;
  /** A row whose zone is to be chosen as soon as it is at hand. */
  readonly choosesRow: number | null;
  /** Map, details and free zones stand beside the table. */
  readonly isPanelOpen: boolean;
}

type Query = CallInput<'zones.usage'>;
interface Answer {
  readonly page: ZonePage;
  readonly chosenUsage: ZoneUsage | null;
}

/** The shortest time between two questions that the table's movement gives rise to. */
const gapsMs: Readonly<Record<Preferences['refresh'], number>> = {
  live: 500,
  'each second': 1000,
  'each 5 seconds': 5000,
};
/** Rows fetched beyond those drawn, on either side, and when so few are left more are fetched. */
const MARGIN = 24;
const LOW_MARGIN = 4;
const MOST_ROWS = 200;

const initial: ZonesState = {
  filter: '',
  sort: { column: 'flows', descending: true },
  page: null,
  arrangement: '',
  error: null,
  chosen: null,
  chosenUsage: null,
  choosesRow: null,
  isPanelOpen: true,
};

export const zonesStore = createStore<ZonesState>(() => initial);
const { getState, setState } = zonesStore;
let drawnRows = { first: 0, end: 40 };
let isFollowed = false;

/** Reads a part of the zones' state in a component. */
export function useZones<T>(select: (state: ZonesState) => T): T {
  return useStore(zonesStore, select);
}

const loop = createQueryLoop<Query, Answer>({
  wanted: wantedQuery,
  ask,
  onAnswer({ page, chosenUsage }, query) {
    setState({ page, chosenUsage, arrangement: arrangementOf(query), error: null });
    const { choosesRow } = getState();
    const usage = choosesRow === null ? undefined : page.rows[choosesRow - page.offset];
    if (usage) setState({ chosen: usage.zone, chosenUsage: usage, choosesRow: null });
  },
  onError(thrown) {
    const { data } = toInspectorError(thrown, 'read the zones');
    if (data.code !== 'cancelled') setState({ error: data });
  },
  isStale: (asked, wanted) => arrangementOf(asked) !== arrangementOf(wanted),
  gapMs: () => gapsMs[preferenceStore.getState().refresh],
  now: () => performance.now(),
  schedule(run, delayMs) {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
});

/** Keeps the zones up to date until the returned function is called. */
export function followZones(): () => void {
  isFollowed = true;
  const stops = [
    sessionStore.subscribe((session, before) => {
      if (session.targetId !== before.targetId)
        setState({ page: null, error: null, chosen: null, chosenUsage: null, choosesRow: null });
      if (isReadable(session) && !isReadable(before)) loop.changed();
      // A state that comes anew without a new version brings new rates.
      else if (session.target !== before.target) loop.moved();
    }),
    zoneReservationStore.subscribe(() => loop.changed()),
  ];
  loop.changed();
  return () => {
    isFollowed = false;
    for (const stop of stops) stop();
  };
}

/** Puts another filter in force. */
export function setZoneFilter(filter: string): void {
  if (getState().filter === filter) return;
  setState({ filter, choosesRow: null });
  loop.changed();
}

/** Sorts by a column, or turns its order around. */
export function sortBy(column: ZoneSortColumn): void {
  const { sort } = getState();
  const isNamed = column === 'zone' || column === 'direction';
  const descending = sort.column === column ? !sort.descending : !isNamed;
  setState({ sort: { column, descending }, choosesRow: null });
  loop.changed();
}

/** Says which rows are drawn. */
export function setZoneWindow(first: number, end: number): void {
  drawnRows = { first, end };
  const { page } = getState();
  if (page === null) return;
  const hasAbove = page.offset <= Math.max(0, first - LOW_MARGIN);
  const hasBelow = page.offset + page.rows.length >= Math.min(end + LOW_MARGIN, page.matched);
  if (!hasAbove || !hasBelow) loop.changed();
}

/** Chooses a zone, in the table or not. */
export function chooseZone(zone: number | null): void {
  const usage = getState().page?.rows.find((row) => row.zone === zone) ?? null;
  setState({ chosen: zone, chosenUsage: usage, choosesRow: null });
  if (usage === null) loop.changed();
}

/** Chooses the zone of a row, when it comes if it is not at hand. */
export function chooseRow(row: number): void {
  const zone = zoneAt(row);
  if (zone === null) setState({ choosesRow: row });
  else chooseZone(zone);
}

/** The zone of a row that is at hand. */
export function zoneAt(row: number): number | null {
  const { page } = getState();
  return page?.rows[row - page.offset]?.zone ?? null;
}

/** The row that the keyboard is at. */
export function activeRow({ page, chosen, choosesRow }: ZonesState): number | null {
  if (choosesRow !== null) return choosesRow;
  const index = page?.rows.findIndex(({ zone }) => zone === chosen) ?? -1;
  return page && index >= 0 ? page.offset + index : null;
}

export function setPanelOpen(isPanelOpen: boolean): void {
  setState({ isPanelOpen });
}

/** Asks again after a failure. */
export function askAgain(): void {
  setState({ error: null });
  loop.changed();
}

async function ask(query: Query, signal: AbortSignal): Promise<Answer> {
  const page = await call('zones.usage', query, signal);
  const { chosen } = getState();
  if (chosen === null) return { page, chosenUsage: null };
  const atHand = page.rows.find(({ zone }) => zone === chosen);
  return { page, chosenUsage: atHand ?? (await usageOf(chosen, query, signal)) };
}

async function usageOf(zone: number, query: Query, signal: AbortSignal): Promise<ZoneUsage | null> {
  const only: CallInput<'zones.usage'> = { ...query, filter: String(zone), offset: 0, limit: 1 };
  const { rows }: CallOutput<'zones.usage'> = await call('zones.usage', only, signal);
  return rows[0] ?? null;
}

function wantedQuery(): Query | null {
  const session = sessionStore.getState();
  if (!isFollowed || !isReadable(session)) return null;
  const { filter, sort } = getState();
  const offset = Math.max(0, drawnRows.first - MARGIN);
  const limit = Math.min(MOST_ROWS, drawnRows.end + MARGIN - offset);
  return { targetId: session.targetId, filter, sort, offset, limit };
}

function isReadable({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null && target.phase !== 'lost';
}

/** A text that is equal for questions about the same zones in the same order. */
function arrangementOf({ targetId, filter, sort }: Query): string {
  return JSON.stringify([targetId, filter, sort]);
}
