import { InspectorError } from '../../shared/errors.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import {
  describeShortage,
  type FoundZones,
  rangesOf,
  type ZoneRange,
  type ZoneReservations,
  type ZoneSearch,
  type ZoneShortage,
} from '../../shared/zone-reservation.ts';
import type { ZoneCounts } from '../flows/zone-usage.ts';

/** How long the reservations of a page outlast it, for a connection that is interrupted, milliseconds. */
export const GRACE_MS = 10_000;
const MINUTE_MS = 60_000;

type Follower = (reservations: ZoneReservations) => void;

interface Reservation {
  readonly reserver: string;
  /** By the clock of the zone counts. */
  readonly at: number;
}

/**
 * Free zones of one session, and who has reserved which. A reservation ends when it is released; when the page that
 * made it is gone and no flow has been in the zone since; or with the session.
 */
export class ReservedZones {
  readonly #zones: ZoneCounts;
  readonly #reservations = new Map<number, Reservation>();
  readonly #followers = new Map<Follower, string>();
  readonly #leaving = new Map<string, NodeJS.Timeout>();

  constructor(zones: ZoneCounts) {
    this.#zones = zones;
  }

  /** The next free zones, and where the others are when there are too few. */
  find(search: ZoneSearch): FoundZones {
    const { from, count, contiguous, avoidSeenMinutes } = search;
    const { free } = this.#zones;
    const since = this.#zones.now() - avoidSeenMinutes * MINUTE_MS;
    const isAvoided = avoidSeenMinutes === 0 ? undefined : (zone: number) => this.#zones.wasUsed(zone, since);
    const zones = contiguous ? free.takeRun(from, count, isAvoided) : free.take(from, count, isAvoided);
    return { zones, shortage: zones.length === count ? null : this.#shortage(isAvoided) };
  }

  /** Finds free zones and reserves them. Errors: not-found. */
  reserve(reserver: string, search: ZoneSearch): number[] {
    const operation = `reserve ${search.count === 1 ? 'a zone' : `${search.count} zones`}`;
    if (![...this.#followers.values()].includes(reserver)) {
      throw new InspectorError({
        code: 'not-found',
        operation,
        subject: reserver,
        message: 'Whoever reserves zones must follow the reservations: they last as long as that.',
      });
    }
    const { zones, shortage } = this.find(search);
    if (shortage !== null) {
      throw new InspectorError({
        code: 'not-found',
        operation,
        message: describeShortage(search, shortage),
        hint: 'Nothing was reserved. Release reservations, delete flows, or ask for fewer.',
      });
    }
    const at = this.#zones.now();
    for (const zone of zones) {
      this.#reservations.set(zone, { reserver, at });
      this.#zones.free.reserve(zone);
    }
    this.#publish();
    return zones;
  }

  /** Ends the reservations of these zones. */
  release(ranges: readonly ZoneRange[]): void {
    for (const { from, to } of ranges) {
      for (let zone = from; zone <= to; zone++) this.#end(zone);
    }
    this.#publish();
  }

  /** Follows the reservations; the present ones come at once. */
  follow(reserver: string, onItem: Follower): () => void {
    clearTimeout(this.#leaving.get(reserver));
    this.#leaving.delete(reserver);
    // Two subscriptions may well bring the same listener.
    const follower: Follower = (reservations) => onItem(reservations);
    this.#followers.set(follower, reserver);
    follower(this.#seenBy(reserver));
    return () => {
      this.#followers.delete(follower);
      if ([...this.#followers.values()].includes(reserver)) return;
      this.#leaving.set(
        reserver,
        setTimeout(() => this.#forget(reserver), GRACE_MS),
      );
    };
  }

  /** Ends the waiting for pages that may come back. */
  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }

  #forget(reserver: string): void {
    this.#leaving.delete(reserver);
    for (const [zone, reservation] of this.#reservations) {
      if (reservation.reserver === reserver && !this.#zones.wasUsed(zone, reservation.at)) this.#end(zone);
    }
    this.#publish();
  }

  #end(zone: number): void {
    if (this.#reservations.delete(zone)) this.#zones.free.release(zone);
  }

  #publish(): void {
    for (const [follower, reserver] of this.#followers) follower(this.#seenBy(reserver));
  }

  #seenBy(reserver: string): ZoneReservations {
    const zones = [...this.#reservations.keys()].sort((a, b) => a - b);
    const isOwn = (zone: number) => this.#reservations.get(zone)?.reserver === reserver;
    return { own: rangesOf(zones.filter(isOwn)), others: rangesOf(zones.filter((zone) => !isOwn(zone))) };
  }

  #shortage(isAvoided: (zone: number) => boolean = () => false): ZoneShortage {
    const { free } = this.#zones;
    const shortage = { used: 0, reserved: 0, seen: 0, longestRun: 0 };
    let run = 0;
    for (let zone = 0; zone < ZONE_COUNT; zone++) {
      if (free.isUsed(zone)) shortage.used++;
      else if (free.isReserved(zone)) shortage.reserved++;
      else if (isAvoided(zone)) shortage.seen++;
      else {
        run++;
        shortage.longestRun = Math.max(shortage.longestRun, run);
        continue;
      }
      run = 0;
    }
    return shortage;
  }
}
