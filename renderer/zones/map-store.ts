import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { call, sessionStore } from '../session.ts';
import { zoneReservationStore } from '../zone-reservations.ts';
import { type MapView, moved, revealing, WHOLE_MAP, zoomed } from './map-squares.ts';

export interface ZoneMapState {
  /** A `ZoneCell` for each zone; null before the first answer about this target. */
  readonly cells: Uint8Array | null;
  readonly error: ErrorData | null;
  readonly view: MapView;
  /** The zone that the keyboard is at. */
  readonly focused: number;
  /** The zone under the pointer. */
  readonly hovered: number | null;
}

/** The shortest time between two questions. */
const PERIOD_MS = 1000;

export const zoneMapStore = createStore<ZoneMapState>(() => ({
  cells: null,
  error: null,
  view: WHOLE_MAP,
  focused: 0,
  hovered: null,
}));
const { getState, setState } = zoneMapStore;

/** Reads a part of the map's state in a component. */
export function useZoneMap<T>(select: (state: ZoneMapState) => T): T {
  return useStore(zoneMapStore, select);
}

/** Goes to a zone by keyboard. */
export function focusZone(zone: number): void {
  setState(({ view }) => ({ focused: zone, view: revealing(view, zone) }));
}

export function hoverZone(zone: number | null): void {
  if (getState().hovered !== zone) setState({ hovered: zone });
}

/** Shows fewer zones and these larger, or the other way round; `around` stays where it is. */
export function zoomBy(steps: number, around: number = getState().focused): void {
  setState(({ view }) => ({ view: zoomed(view, view.zoom + steps, around) }));
}

/** Moves the map by some lines. */
export function moveBy(lines: number): void {
  setState(({ view }) => ({ view: moved(view, lines), hovered: null }));
}

/** Keeps the map up to date until the returned function is called: asks when the table moved, once a second at most. */
export function followMap(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isStale = true;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async () => {
    const { targetId } = sessionStore.getState();
    timer = undefined;
    isAsking = true;
    isStale = false;
    askedAt = performance.now();
    const found = await read(targetId);
    isAsking = false;
    if (sessionStore.getState().targetId === targetId) setState(found);
    if (isStale) schedule();
  };
  const schedule = () => {
    const { connection, target } = sessionStore.getState();
    isStale = true;
    if (isAsking || timer !== undefined || connection.status !== 'connected' || target === null) return;
    timer = setTimeout(() => void ask(), Math.max(0, askedAt + PERIOD_MS - performance.now()));
  };
  const stops = [
    sessionStore.subscribe((session, before) => {
      if (session.targetId !== before.targetId) setState({ cells: null, error: null });
      if (session.target?.version !== before.target?.version || session.targetId !== before.targetId)
        schedule();
    }),
    zoneReservationStore.subscribe(schedule),
  ];
  schedule();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

async function read(targetId: string): Promise<Partial<ZoneMapState>> {
  try {
    const { cells } = await call('zones.map', { targetId });
    return { cells: Uint8Array.from(atob(cells), (letter) => letter.charCodeAt(0)), error: null };
  } catch (thrown) {
    return { error: toInspectorError(thrown, 'read the map of zones').data };
  }
}
