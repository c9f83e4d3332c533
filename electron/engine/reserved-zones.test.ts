import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TCP } from '../../shared/protocol.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneReservations, ZoneSearch } from '../../shared/zone-reservation.ts';
import { ZoneCounts } from '../flows/zone-usage.ts';
import { GRACE_MS, ReservedZones } from './reserved-zones.ts';

const pageA = 'page-aaaa';
const pageB = 'page-bbbb';
const wanted = (changes: Partial<ZoneSearch> = {}): ZoneSearch => ({
  from: 4097,
  count: 1,
  contiguous: false,
  avoidSeenMinutes: 0,
  ...changes,
});

let counts: ZoneCounts;
let zones: ReservedZones;
let latest: Map<string, ZoneReservations>;
const come = (zone: number) => counts.add((zone << 16) | zone, TCP, 0);
const go = (zone: number) => counts.remove((zone << 16) | zone, TCP, 0);
const open = (page: string) => zones.follow(page, (reservations) => latest.set(page, reservations));

beforeEach(() => {
  vi.useFakeTimers();
  const startedAt = Date.now();
  counts = new ZoneCounts(() => Date.now() - startedAt + 1);
  zones = new ReservedZones(counts);
  latest = new Map();
});
afterEach(() => {
  zones.close();
  vi.useRealTimers();
});

describe('a reservation', () => {
  it('keeps a zone from every other search, and every page sees whose it is', () => {
    open(pageA);
    open(pageB);
    expect(zones.reserve(pageA, wanted({ count: 3 }))).toEqual([4097, 4098, 4099]);
    expect(zones.reserve(pageB, wanted())).toEqual([4100]);
    expect(zones.find(wanted()).zones).toEqual([4101]);
    expect(latest.get(pageB)).toEqual({
      own: [{ from: 4100, to: 4100 }],
      others: [{ from: 4097, to: 4099 }],
    });
  });

  it('ends when it is released', () => {
    open(pageA);
    zones.reserve(pageA, wanted({ count: 3 }));
    zones.release([{ from: 4098, to: 4098 }]);
    expect(latest.get(pageA)?.own).toEqual([
      { from: 4097, to: 4097 },
      { from: 4099, to: 4099 },
    ]);
    expect(zones.reserve(pageA, wanted())).toEqual([4098]);
  });

  it('ends some seconds after its page went, and not when the page comes back in time', () => {
    const leave = open(pageA);
    zones.reserve(pageA, wanted());
    leave();
    vi.advanceTimersByTime(GRACE_MS - 1);
    const leaveAgain = open(pageA);
    vi.advanceTimersByTime(GRACE_MS * 2);
    expect(latest.get(pageA)?.own).toHaveLength(1);
    leaveAgain();
    vi.advanceTimersByTime(GRACE_MS);
    open(pageB);
    expect(latest.get(pageB)).toEqual({ own: [], others: [] });
    expect(zones.reserve(pageB, wanted())).toEqual([4097]);
  });

  it('outlasts its page when a flow has been in the zone', () => {
    const leave = open(pageA);
    zones.reserve(pageA, wanted({ count: 2 }));
    come(4098);
    go(4098);
    leave();
    vi.advanceTimersByTime(GRACE_MS);
    open(pageB);
    expect(latest.get(pageB)?.others).toEqual([{ from: 4098, to: 4098 }]);
  });

  it('is only for a page that follows the reservations', () => {
    expect(() => zones.reserve(pageA, wanted())).toThrow('must follow the reservations');
  });
});

describe('the search for free zones', () => {
  it('leaves out zones that held a flow lately, when it is asked to', () => {
    come(4097);
    go(4097);
    vi.advanceTimersByTime(4 * 60_000);
    come(4098);
    go(4098);
    expect(zones.find(wanted()).zones).toEqual([4097]);
    expect(zones.find(wanted({ avoidSeenMinutes: 3 })).zones).toEqual([4097]);
    expect(zones.find(wanted({ avoidSeenMinutes: 5 })).zones).toEqual([4099]);
    expect(zones.find(wanted({ avoidSeenMinutes: 3, contiguous: true, count: 2 })).zones).toEqual([
      4099, 4100,
    ]);
  });

  it('says exactly where the zones are when there are too few, and reserves none', () => {
    open(pageA);
    for (let zone = 0; zone < ZONE_COUNT - 4; zone++) if (zone !== 70) come(zone);
    zones.reserve(pageA, wanted({ from: 65_532 }));
    const reserve = (search: Partial<ZoneSearch>) => () => zones.reserve(pageA, wanted(search));
    expect(reserve({ count: 5 })).toThrow(
      'Only 4 of 5 zones are free. Of 65,536 zones 65,531 hold flows and 1 is reserved.',
    );
    expect(reserve({ count: 4, contiguous: true })).toThrow(
      'Nowhere are 4 zones in a row free; the longest run has 3.',
    );
    expect(zones.reserve(pageA, wanted({ count: 4 }))).toEqual([65_533, 65_534, 65_535, 70]);
    expect(reserve({})).toThrow('No zone is free. Of 65,536 zones 65,531 hold flows and 5 are reserved.');
  });
});

describe('any number of pages that reserve, release, come and go', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('reserve' as const),
      page: fc.constantFrom(pageA, pageB),
      search: fc.record({
        from: fc.integer({ min: 65_500, max: 65_535 }),
        count: fc.integer({ min: 1, max: 9 }),
        contiguous: fc.boolean(),
      }),
    }),
    fc.record({ kind: fc.constant('release' as const), zone: fc.integer({ min: 0, max: 40 }) }),
    fc.record({
      kind: fc.constantFrom('come' as const, 'go' as const),
      zone: fc.integer({ min: 0, max: 40 }),
    }),
  );

  it('never get a zone twice, nor one that holds flows', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        counts = new ZoneCounts(() => 1);
        zones = new ReservedZones(counts);
        const leave = [open(pageA), open(pageB)];
        const reserved = new Set<number>();
        const used = new Set<number>();
        for (const action of steps) {
          if (action.kind === 'reserve') {
            const got = zones.reserve(action.page, wanted(action.search));
            expect(got).toHaveLength(action.search.count);
            for (const zone of got) {
              expect(reserved.has(zone) || used.has(zone)).toBe(false);
              reserved.add(zone);
            }
          } else if (action.kind === 'release') {
            zones.release([{ from: action.zone, to: action.zone }]);
            reserved.delete(action.zone);
          } else if (action.kind === 'come' && !used.has(action.zone)) {
            come(action.zone);
            used.add(action.zone);
          } else if (action.kind === 'go' && used.delete(action.zone)) {
            go(action.zone);
          }
        }
        for (const end of leave) end();
        zones.close();
      }),
    );
  });
});
