import { beforeEach, describe, expect, test, vi } from 'vitest';
import { builtInSettings, createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { sessionStore, startSession } from '../session.ts';
import { notificationStore } from '../ui/notifications.ts';
import { zoneReservationStore } from '../zone-reservations.ts';
import {
  changeSearch,
  findFreeZones,
  freeZonesStore,
  loadFirstZone,
  reserveForUse,
  reserveFreeZones,
} from './free-zones-store.ts';

let engine: ReturnType<typeof createFakeEngine>;

beforeEach(async () => {
  freeZonesStore.setState(freeZonesStore.getInitialState(), true);
  engine = createFakeEngine();
  startSession(engine.connect);
  await vi.waitFor(() => expect(sessionStore.getState().connection.status).toBe('connected'));
});

describe('the search for free zones', () => {
  test("starts from the settings' first zone, unless something was typed", async () => {
    await loadFirstZone();
    expect(freeZonesStore.getState().from).toBe(String(builtInSettings.firstZone));
    changeSearch({ from: '4097' });
    await loadFirstZone();
    expect(freeZonesStore.getState().from).toBe('4097');
  });

  test('asks for what was typed and keeps the answer', async () => {
    engine.answer('zones.free', () => ({ zones: [4100, 4101], shortage: null }));
    changeSearch({ from: '4097', count: '2', contiguous: true, avoidSeenMinutes: '5' });
    expect(await findFreeZones()).toBeNull();
    const search = { from: 4097, count: 2, contiguous: true, avoidSeenMinutes: 5 };
    expect(engine.asked).toHaveBeenLastCalledWith('zones.free', { targetId: 'sandbox', ...search });
    expect(freeZonesStore.getState().found).toEqual({
      search,
      ranges: [{ from: 4100, to: 4101 }],
      shortage: null,
      reserved: false,
    });
  });

  test('says where the zones are when there are too few', async () => {
    const shortage = { used: 65_534, reserved: 1, seen: 0, longestRun: 1 };
    engine.answer('zones.free', () => ({ zones: [9], shortage }));
    changeSearch({ from: '1', count: '4' });
    await findFreeZones();
    expect(freeZonesStore.getState().found?.shortage).toBe(
      'Only 1 of 4 zones are free. Of 65,536 zones 65,534 hold flows and 1 is reserved.',
    );
  });

  test.each([
    ['from', { from: '65536' }],
    ['count', { from: '1', count: '2000' }],
    ['avoidSeenMinutes', { from: '1', avoidSeenMinutes: '-1' }],
  ])('names %s when that is wrong, and asks nothing', async (field, typed) => {
    changeSearch(typed);
    expect(await findFreeZones()).toBe(field);
    expect(await reserveFreeZones()).toBe(field);
    expect(engine.asked).not.toHaveBeenCalledWith('zones.free', expect.anything());
  });

  test('drops an answer to another question', async () => {
    engine.answer('zones.free', () => ({ zones: [1], shortage: null }));
    changeSearch({ from: '1' });
    await findFreeZones();
    changeSearch({ contiguous: true });
    expect(freeZonesStore.getState().found).toBeNull();
  });

  test('says why it failed', async () => {
    const error = { code: 'target-lost', operation: 'find free zones', message: 'It ended.' } as const;
    engine.answer('zones.free', () => refuse(error));
    changeSearch({ from: '1' });
    await findFreeZones();
    expect(freeZonesStore.getState()).toMatchObject({ found: null, error, searching: false });
  });
});

describe('a zone that is to be used', () => {
  test('is reserved first, and another one, which is said, when somebody was faster', async () => {
    engine.answer('zones.reserve', () => ({ zones: [4101] }));
    expect(await reserveForUse(4100)).toBe(4101);
    expect(notificationStore.getState().at(-1)).toMatchObject({
      title: 'Zone 4100 was taken meanwhile',
      detail: 'Zone 4101 is reserved instead.',
    });
  });

  test('is not reserved a second time', async () => {
    zoneReservationStore.setState({ own: [{ from: 4100, to: 4102 }] });
    expect(await reserveForUse(4102)).toBe(4102);
    expect(engine.asked).not.toHaveBeenCalledWith('zones.reserve', expect.anything());
  });
});
