import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, openTarget, refuse } from '../../e2e/fixtures/fake-engine.ts';
import { sessionStore, startSession } from '../session.ts';
import { followZones, zonesStore } from './zones-store.ts';

const usage = { version: 1, total: 0, zones: [] };
let engine: ReturnType<typeof createFakeEngine>;
let stop: () => void = () => undefined;

const timesAsked = () => engine.asked.mock.calls.filter(([name]) => name === 'zones.usage').length;
const moveVersion = () =>
  sessionStore.setState(({ target }) => ({ target: target && { ...target, version: target.version + 1 } }));

beforeEach(async () => {
  vi.useFakeTimers();
  zonesStore.setState(zonesStore.getInitialState(), true);
  engine = createFakeEngine();
  engine.answer('zones.usage', () => usage);
  startSession(engine.connect);
  await vi.advanceTimersByTimeAsync(0);
  stop = followZones();
  await vi.advanceTimersByTimeAsync(1);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('zone usage', () => {
  test('is asked for when the view opens, and then only when the table moves', async () => {
    expect(zonesStore.getState().usage).toEqual(usage);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(timesAsked()).toBe(1);
    moveVersion();
    await vi.advanceTimersByTimeAsync(1);
    expect(timesAsked()).toBe(2);
  });

  test('is asked for twice a second at most, and not less while the table keeps moving', async () => {
    const before = timesAsked();
    for (let tenth = 0; tenth < 30; tenth += 1) {
      moveVersion();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(timesAsked() - before).toBeGreaterThanOrEqual(5);
    expect(timesAsked() - before).toBeLessThanOrEqual(7);
  });

  test('is forgotten when another target is looked at', async () => {
    sessionStore.setState({ targetId: 'host', target: null });
    expect(zonesStore.getState().usage).toBeNull();
    sessionStore.setState({ targetId: 'sandbox', target: openTarget });
    await vi.advanceTimersByTimeAsync(600);
    expect(zonesStore.getState().usage).toEqual(usage);
  });

  test('that cannot be read says why, and keeps the last answer', async () => {
    engine.answer('zones.usage', () =>
      refuse({ code: 'target-lost', operation: 'read the zones', message: 'The executor ended.' }),
    );
    moveVersion();
    await vi.advanceTimersByTimeAsync(600);
    expect(zonesStore.getState()).toMatchObject({ usage, error: { message: 'The executor ended.' } });
  });

  test('is not asked for any more once the view is gone', async () => {
    const before = timesAsked();
    stop();
    moveVersion();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(timesAsked()).toBe(before);
  });
});
