import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, refuse } from '../../e2e/fixtures/fake-engine.ts';
import type { Capacity } from '../../shared/capacity.ts';
import { sessionStore, startSession } from '../session.ts';
import { capacityStore, followCapacity } from './capacity-store.ts';
import { forecastWords } from './forecast-words.ts';

const capacity: Capacity = {
  flows: 1,
  maximum: 10,
  buckets: 10,
  history: { at: [1], flows: [1] },
  forecast: { kind: 'not-filling', flowsPerSecond: 0 },
  statistics: { ok: true, cpus: [], perSecond: null, expectations: [] },
  survey: null,
};
const error = { code: 'internal', operation: 'read the capacity', message: 'It broke.' } as const;

let engine: ReturnType<typeof createFakeEngine>;
let stop: () => void = () => undefined;
const timesAsked = () => engine.asked.mock.calls.filter(([name]) => name === 'capacity.read').length;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  capacityStore.setState(capacityStore.getInitialState(), true);
  engine = createFakeEngine();
  engine.answer('capacity.read', () => capacity);
  startSession(engine.connect);
  await vi.advanceTimersByTimeAsync(0);
  stop = followCapacity();
  await vi.advanceTimersByTimeAsync(1);
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the capacity', () => {
  test('is asked for at once, soon again while something is missing, and then each second', async () => {
    expect(capacityStore.getState().capacity).toEqual(capacity);
    await vi.advanceTimersByTimeAsync(160);
    expect(timesAsked()).toBe(2);
    const ranking = { byFlows: [], byBytes: [], distinct: 0 };
    const survey = {
      takenAt: 1,
      tookMs: 1,
      flows: 1,
      counted: 0,
      dated: 0,
      sources: ranking,
      destinations: ranking,
      unansweredCount: 0,
      unanswered: [],
      flowsByTimeout: {},
    };
    engine.answer('capacity.read', () => ({ ...capacity, survey }));
    await vi.advanceTimersByTimeAsync(160);
    expect(timesAsked()).toBe(3);
    await vi.advanceTimersByTimeAsync(900);
    expect(timesAsked()).toBe(3);
    await vi.advanceTimersByTimeAsync(200);
    expect(timesAsked()).toBe(4);
  });

  test('is not asked for while nobody sees the page, nor after the view is left', async () => {
    Object.assign(document, { visibilityState: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(timesAsked()).toBe(1);
    Object.assign(document, { visibilityState: 'visible' });
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(1);
    expect(timesAsked()).toBe(2);
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(timesAsked()).toBe(2);
  });

  test('that cannot be read says why, keeps what was known, and recovers', async () => {
    engine.answer('capacity.read', () => refuse(error));
    await vi.advanceTimersByTimeAsync(1000);
    expect(capacityStore.getState()).toEqual({ capacity, error });
    engine.answer('capacity.read', () => capacity);
    await vi.advanceTimersByTimeAsync(1001);
    expect(capacityStore.getState().error).toBeNull();
  });

  test('of another target is not shown under this one', async () => {
    sessionStore.setState({ targetId: 'host', target: null });
    expect(capacityStore.getState().capacity).toBeNull();
    sessionStore.setState({ targetId: 'sandbox' });
  });
});

describe('the forecast in words', () => {
  test.each([
    [{ kind: 'full' } as const, /^Full: packets of new connections are dropped/, 'bad'],
    [
      { kind: 'filling', flowsPerSecond: 50, fullInSeconds: 7200 } as const,
      /^Full in 2 h 0 m if it goes on at \+50 flows\/s\.$/,
      'warn',
    ],
    [{ kind: 'filling', flowsPerSecond: 900, fullInSeconds: 60 } as const, /^Full in 1 m 0 s/, 'bad'],
    [{ kind: 'not-filling', flowsPerSecond: 0.01 } as const, /^Not filling: steady/, 'calm'],
    [{ kind: 'not-filling', flowsPerSecond: -12 } as const, /^Not filling: −12 flows\/s/, 'calm'],
    [{ kind: 'unknown', reason: 'too-early' } as const, /^No forecast yet/, 'calm'],
    [{ kind: 'unknown', reason: 'no-maximum' } as const, /can’t be read here/, 'calm'],
  ])('%j', (forecast, text, tone) => {
    const words = forecastWords(forecast);
    expect(words.text).toMatch(text);
    expect(words.tone).toBe(tone);
  });
});
