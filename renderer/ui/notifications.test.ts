import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  dismissAll,
  holdNotifications,
  MOST_KEPT,
  notificationStore,
  notify,
  releaseNotifications,
} from './notifications.ts';

const titles = () => notificationStore.getState().map(({ title }) => title);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  releaseNotifications();
  dismissAll();
  vi.useRealTimers();
});

it('goes by itself, later when there is something to decide, and never when it is a failure', () => {
  notify({ tone: 'ok', title: 'done' });
  notify({ tone: 'ok', title: 'deleted', action: { label: 'Undo', run: () => undefined } });
  notify({ tone: 'bad', title: 'failed' });
  vi.advanceTimersByTime(6_000);
  expect(titles()).toEqual(['deleted', 'failed']);
  vi.advanceTimersByTime(60_000);
  expect(titles()).toEqual(['failed']);
});

it('stays while it is read, and then as long as it had left', () => {
  notify({ tone: 'ok', title: 'done' });
  vi.advanceTimersByTime(4_000);
  holdNotifications();
  notify({ tone: 'info', title: 'came meanwhile' });
  vi.advanceTimersByTime(60_000);
  expect(titles()).toEqual(['done', 'came meanwhile']);
  releaseNotifications();
  vi.advanceTimersByTime(1_500);
  expect(titles()).toEqual(['came meanwhile']);
});

it('gives way to newer ones when there are very many', () => {
  for (let number = 1; number <= MOST_KEPT + 20; number++) notify({ tone: 'bad', title: String(number) });
  expect(titles()).toHaveLength(MOST_KEPT);
  expect(titles()[0]).toBe('21');
  expect(titles().at(-1)).toBe(String(MOST_KEPT + 20));
});

it('is not shown twice when it is said again, unless each can be acted on', () => {
  const undo = { label: 'Undo', run: () => undefined };
  notify({ tone: 'info', title: 'not now' });
  notify({ tone: 'ok', title: 'deleted', action: undo });
  notify({ tone: 'info', title: 'not now' });
  notify({ tone: 'ok', title: 'deleted', action: undo });
  expect(titles()).toEqual(['deleted', 'not now', 'deleted']);
});
