import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ZoneRange, ZoneReservations, ZoneSearch } from '../shared/zone-reservation.ts';
import { call, type Session, sessionStore, subscribe } from './session.ts';

const NONE: ZoneReservations = { own: [], others: [] };

/** The zones that are reserved in the target this page looks at. */
export const zoneReservationStore = createStore<ZoneReservations>(() => NONE);

/** Reads a part of the reservations in a component. */
export function useZoneReservations<T>(select: (reservations: ZoneReservations) => T): T {
  return useStore(zoneReservationStore, select);
}

/** This page, among those that reserve. Another one after each reload. */
const reserver = crypto.randomUUID();
let isStarted = false;
let stop: (() => void) | null = null;

/**
 * Finds free zones and reserves them, so that no other search finds them. They stay reserved until they are released, or
 * until this page goes or looks at another target while no flow has used them. Throws an InspectorError, `not-found` when
 * there are too few.
 */
export async function reserveZones(search: ZoneSearch): Promise<readonly number[]> {
  followReservations();
  const { targetId } = sessionStore.getState();
  return (await call('zones.reserve', { targetId, reserver, ...search })).zones;
}

/** Ends reservations. Throws an InspectorError. */
export async function releaseZones(ranges: readonly ZoneRange[]): Promise<void> {
  const { targetId } = sessionStore.getState();
  await call('zones.release', { targetId, ranges: [...ranges] });
}

/** Keeps the reservations up to date from now on, as long as the page lives. */
export function followReservations(): void {
  if (isStarted) return;
  isStarted = true;
  follow(sessionStore.getState());
  sessionStore.subscribe((session, before) => {
    if (session.targetId !== before.targetId || !isOpen(session)) end();
    // A stream that ended, as with the engine, begins again with the target's next state.
    if (stop === null && session.target !== before.target) follow(session);
  });
}

function follow(session: Session): void {
  if (!isOpen(session)) return;
  stop = subscribe(
    'zones.reservations',
    { targetId: session.targetId, reserver },
    (reservations) => zoneReservationStore.setState(reservations),
    // The session says what is wrong with the connection or the target.
    end,
  );
}

function end(): void {
  stop?.();
  stop = null;
  zoneReservationStore.setState(NONE);
}

function isOpen({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null && target.phase !== 'lost';
}
