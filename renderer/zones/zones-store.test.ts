import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, openTarget, refuse } from '../../e2e/fixtures/fake-engine.ts';
import type { ZonePage, ZoneUsage } from '../../shared/zone-usage.ts';
import { sessionStore, startSession } from '../session.ts';
import { typeZoneFilter } from './zone-filter-text.ts';
import {
  activeRow,
  chooseRow,
  chooseZone,
  followZones,
  setZoneWindow,
  sortBy,
  zonesStore,
} from './zones-store.ts';

const usage = (zone: number): ZoneUsage => ({
  zone,
  flows: 1,
  protocols: [],
  assured: 0,
  unreplied: 0,
  originalOnly: 0,
  replyOnly: 0,
  newPerSecond: 0,
  gonePerSecond: 0,
  lastMinute: [],
  reserved: false,
});
const pageOf = (offset: number, ...zones: readonly number[]): ZonePage => ({
  version: 1,
  total: 500,
  inUse: 500,
  matched: 500,
  offset,
  rows: zones.map(usage),
});

let engine: ReturnType<typeof createFakeEngine>;
let stop: () => void = () => undefined;

const asked = () =>
  engine.asked.mock.calls.filter(([name]) => name === 'zones.usage').map(([, input]) => input);
const moveVersion = () =>
  sessionStore.setState(({ target }) => ({ target: target && { ...target, version: target.version + 1 } }));

beforeEach(async () => {
  vi.useFakeTimers();
  zonesStore.setState(zonesStore.getInitialState(), true);
  engine = createFakeEngine();
  engine.answer('zones.usage', () => pageOf(0, 7, 8));
  startSession(engine.connect);
  await vi.advanceTimersByTimeAsync(0);
  stop = followZones();
  await vi.advanceTimersByTimeAsync(1);
});
afterEach(() => {
  stop();
  typeZoneFilter('');
  vi.useRealTimers();
});

describe('the zones in sight', () => {
  test('are asked for when the view opens, and then only when the table moves', async () => {
    expect(zonesStore.getState().page).toEqual(pageOf(0, 7, 8));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toHaveLength(1);
    moveVersion();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toHaveLength(2);
  });

  test('are asked for twice a second at most, and not less while the table keeps moving', async () => {
    for (let tenth = 0; tenth < 30; tenth += 1) {
      moveVersion();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked().length).toBeGreaterThanOrEqual(6);
    expect(asked().length).toBeLessThanOrEqual(8);
  });

  test('are those around the rows that are drawn, of however many there are', async () => {
    setZoneWindow(300, 340);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked().at(-1)).toMatchObject({ offset: 276, limit: 88 });
  });

  test('follow sort and filter at once; what is no filter changes nothing', async () => {
    sortBy('zone');
    await vi.advanceTimersByTimeAsync(1);
    expect(asked().at(-1)).toMatchObject({ sort: { column: 'zone', descending: false } });
    sortBy('zone');
    typeZoneFilter('flows > 100');
    await vi.advanceTimersByTimeAsync(1);
    expect(asked().at(-1)).toMatchObject({
      filter: 'flows > 100',
      sort: { column: 'zone', descending: true },
    });
    typeZoneFilter('flows >');
    await vi.advanceTimersByTimeAsync(600);
    expect(zonesStore.getState().filter).toBe('flows > 100');
  });

  test('are forgotten when another target is looked at', async () => {
    sessionStore.setState({ targetId: 'host', target: null });
    expect(zonesStore.getState().page).toBeNull();
    sessionStore.setState({ targetId: 'sandbox', target: openTarget });
    await vi.advanceTimersByTimeAsync(600);
    expect(zonesStore.getState().page).not.toBeNull();
  });

  test('that cannot be read say why, and stay as they were', async () => {
    engine.answer('zones.usage', () =>
      refuse({ code: 'target-lost', operation: 'read the zones', message: 'The executor ended.' }),
    );
    moveVersion();
    await vi.advanceTimersByTimeAsync(600);
    expect(zonesStore.getState()).toMatchObject({
      page: { offset: 0 },
      error: { message: 'The executor ended.' },
    });
  });

  test('are not asked for any more once the view is gone', async () => {
    stop();
    moveVersion();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked()).toHaveLength(1);
  });
});

describe('the chosen zone', () => {
  test('is looked for by itself where it is not in sight', async () => {
    engine.answer('zones.usage', (input) =>
      JSON.stringify(input).includes('"filter":"4100"') ? pageOf(0, 4100) : pageOf(0, 7, 8),
    );
    chooseZone(4100);
    await vi.advanceTimersByTimeAsync(1);
    expect(zonesStore.getState().chosenUsage).toMatchObject({ zone: 4100 });
    expect(activeRow(zonesStore.getState())).toBeNull();
    chooseZone(8);
    expect(activeRow(zonesStore.getState())).toBe(1);
  });

  test('is that of a row far away, once it is there', async () => {
    engine.answer('zones.usage', () => pageOf(490, 40, 41, 42));
    chooseRow(492);
    expect(activeRow(zonesStore.getState())).toBe(492);
    setZoneWindow(470, 500);
    await vi.advanceTimersByTimeAsync(1);
    expect(zonesStore.getState()).toMatchObject({ chosen: 42, choosesRow: null });
  });
});
