import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, openTarget, refuse } from '../../e2e/fixtures/fake-engine.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { EventPage, LogEntry } from '../../shared/flow-event.ts';
import { sessionStore, startSession } from '../session.ts';
import {
  eventRowsStore,
  follow,
  goToEvent,
  hold,
  missedEvents,
  setWindow,
  showEventRows,
  toggleKind,
  typeFilter,
} from './event-rows.ts';

let engine: ReturnType<typeof createFakeEngine>;
let stop: () => void = () => undefined;
let next = 10;

const questions = () =>
  engine.asked.mock.calls.flatMap(([name, input]) =>
    name === 'events.page' ? [input as CallInput<'events.page'>] : [],
  );
const happen = async (count: number) => {
  next += count;
  sessionStore.setState(({ target }) => ({ target: target && { ...target, eventCount: next } }));
  await vi.advanceTimersByTimeAsync(200);
};
const gap = (sequence: number, repairedAt: number | null): LogEntry => ({
  kind: 'gap',
  sequence,
  at: 1,
  cause: 'overrun',
  losses: 1,
  repairedAt,
});

beforeEach(async () => {
  vi.useFakeTimers();
  next = 10;
  eventRowsStore.setState(eventRowsStore.getInitialState(), true);
  engine = createFakeEngine();
  engine.answer('target.open', () => ({ ...openTarget, eventCount: next }));
  engine.answer('events.page', (): EventPage => ({ oldest: 0, next, matched: next, offset: 0, entries: [] }));
  startSession(engine.connect);
  await vi.advanceTimersByTimeAsync(0);
  stop = showEventRows();
  await vi.advanceTimersByTimeAsync(1);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('the tail', () => {
  test('follows the newest event', async () => {
    await happen(5);
    expect(eventRowsStore.getState().page?.next).toBe(15);
    expect(questions().every(({ before }) => before === null)).toBe(true);
  });

  test('asks for nothing while nothing happens', async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(questions()).toHaveLength(1);
  });

  test('stands still while it is held, and counts what comes meanwhile', async () => {
    hold();
    await happen(7);
    expect(questions()).toHaveLength(1);
    expect(missedEvents(eventRowsStore.getState(), sessionStore.getState())).toBe(7);
    setWindow(100, 140);
    await vi.advanceTimersByTimeAsync(1);
    expect(questions().at(-1)).toMatchObject({ before: 10 });
  });

  test('goes back to the newest event when it is resumed', async () => {
    hold();
    await happen(7);
    follow();
    await vi.advanceTimersByTimeAsync(1);
    expect(questions().at(-1)).toMatchObject({ before: null });
    expect(eventRowsStore.getState()).toMatchObject({ heldAt: null, active: null, page: { next: 17 } });
  });

  test('is held by going to a row', () => {
    goToEvent(3);
    expect(eventRowsStore.getState()).toMatchObject({ heldAt: 10, active: 3 });
  });

  test('shows that a gap was repaired, also while it is held', async () => {
    engine.answer('events.page', () => ({ oldest: 0, next, matched: 1, offset: 0, entries: [gap(1, null)] }));
    await happen(1);
    hold();
    engine.answer('events.page', () => ({ oldest: 0, next, matched: 1, offset: 0, entries: [gap(1, 5)] }));
    sessionStore.setState(({ target }) => ({ target: target && { ...target, listedAt: 5 } }));
    await vi.advanceTimersByTimeAsync(200);
    expect(eventRowsStore.getState().page?.entries).toEqual([gap(1, 5)]);
  });

  test('is let go when the target begins to count anew', async () => {
    hold();
    sessionStore.setState(({ target }) => ({ target: target && { ...target, eventCount: 2 } }));
    await vi.advanceTimersByTimeAsync(1);
    expect(eventRowsStore.getState().heldAt).toBeNull();
  });
});

describe('the filter', () => {
  test('is in force as soon as it is one; until then the last good one stays', async () => {
    typeFilter('proto == udp');
    await vi.advanceTimersByTimeAsync(1);
    typeFilter('proto ==');
    await vi.advanceTimersByTimeAsync(1);
    expect(questions().at(-1)?.filter).toBe('proto == udp');
    expect(eventRowsStore.getState()).toMatchObject({ filterText: 'proto ==', filter: 'proto == udp' });
    expect(eventRowsStore.getState().filterError).not.toBeNull();
  });

  test('of kinds leaves out those that are switched off, and takes them in again', async () => {
    toggleKind('updated');
    await vi.advanceTimersByTimeAsync(1);
    expect(questions().at(-1)?.kinds).toEqual(['new', 'destroyed']);
    toggleKind('updated');
    await vi.advanceTimersByTimeAsync(1);
    expect(questions().at(-1)?.kinds).toEqual(['new', 'updated', 'destroyed']);
  });
});

test('a failure is shown, and the page that was there stays', async () => {
  const error = { code: 'internal', operation: 'read the events', message: 'It broke.' } as const;
  engine.answer('events.page', () => refuse(error));
  await happen(1);
  expect(eventRowsStore.getState()).toMatchObject({ error, page: { next: 10 } });
});
