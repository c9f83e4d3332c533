import { beforeEach, describe, expect, test, vi } from 'vitest';
import { builtInSettings, createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { sessionStore, startSession } from '../session.ts';
import { changeSearch, findFreeZones, freeZonesStore, loadFirstZone } from './free-zones-store.ts';

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
    engine.answer('zones.free', () => ({ zones: [4100, 4101] }));
    changeSearch({ from: '4097', count: '2', contiguous: true });
    expect(await findFreeZones()).toBeNull();
    expect(engine.asked).toHaveBeenLastCalledWith('zones.free', {
      targetId: 'sandbox',
      from: 4097,
      count: 2,
      contiguous: true,
      avoidSeenMinutes: 0,
    });
    expect(freeZonesStore.getState().found).toMatchObject({
      zones: [4100, 4101],
      wanted: 2,
      contiguous: true,
    });
  });

  test('names the field that is wrong and asks nothing', async () => {
    changeSearch({ from: '65536', count: '4' });
    expect(await findFreeZones()).toBe('from');
    changeSearch({ from: '1', count: '2000' });
    expect(await findFreeZones()).toBe('count');
    expect(engine.asked).not.toHaveBeenCalledWith('zones.free', expect.anything());
  });

  test('drops an answer to another question', async () => {
    engine.answer('zones.free', () => ({ zones: [1] }));
    changeSearch({ from: '1' });
    await findFreeZones();
    changeSearch({ contiguous: true });
    expect(freeZonesStore.getState().found).toBeNull();
  });

  test('says why it failed', async () => {
    const error = {
      code: 'target-lost',
      operation: 'find free zones',
      message: 'The executor ended.',
    } as const;
    engine.answer('zones.free', () => refuse(error));
    changeSearch({ from: '1' });
    await findFreeZones();
    expect(freeZonesStore.getState()).toMatchObject({ found: null, error, searching: false });
  });
});
