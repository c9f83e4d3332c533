import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';

export interface Notification {
  readonly id: number;
  readonly tone: 'ok' | 'info' | 'bad';
  readonly title: string;
  readonly detail?: string | undefined;
  /** What can be done about it, such as Undo. It goes with the notification. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Older ones are given up. */
export const MOST_KEPT = 100;
const STAYS_MS = 5_000;
/** Something to decide on stays longer. */
const WITH_ACTION_STAYS_MS = 12_000;

/** What is to be said at the lower left, oldest first. */
export const notificationStore = createStore<readonly Notification[]>(() => []);

interface Stay {
  leftMs: number;
  /** By the page's clock of `performance.now()`; null while it is held. */
  since: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** How long each notification stays that goes by itself. */
const stays = new Map<number, Stay>();
let isHeld = false;
let lastId = 0;

/** Says something without interrupting. Failures stay until they are dismissed. What is said again is not shown twice. Answers its id. */
export function notify(notification: Omit<Notification, 'id'>): number {
  lastId += 1;
  const id = lastId;
  const same = notificationStore.getState().find((kept) => !kept.action && saysTheSame(kept, notification));
  if (same) dismiss(same.id);
  const before = notificationStore.getState();
  for (const { id: oldest } of before.slice(0, Math.max(0, before.length - MOST_KEPT + 1))) dismiss(oldest);
  notificationStore.setState((kept) => [...kept, { ...notification, id }], true);
  if (notification.tone === 'bad') return id;
  const leftMs = notification.action ? WITH_ACTION_STAYS_MS : STAYS_MS;
  stays.set(id, { leftMs, since: null, timer: undefined });
  if (!isHeld) letGo(id);
  return id;
}

/** Says that something failed, with the cause and what to do. */
export function notifyFailure(error: ErrorData): void {
  notify({ tone: 'bad', title: error.message, detail: [error.detail, error.hint].filter(Boolean).join(' ') });
}

/** Waits for something that may fail, and says so when it does. */
export async function attempt(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'do this').data);
  }
}

export function dismiss(id: number): void {
  clearTimeout(stays.get(id)?.timer);
  stays.delete(id);
  notificationStore.setState((kept) => kept.filter((notification) => notification.id !== id), true);
}

export function dismissAll(): void {
  for (const { id } of notificationStore.getState()) dismiss(id);
}

/** Keeps all notifications while somebody reads them. */
export function holdNotifications(): void {
  if (isHeld) return;
  isHeld = true;
  for (const stay of stays.values()) {
    clearTimeout(stay.timer);
    if (stay.since !== null) stay.leftMs -= performance.now() - stay.since;
    stay.since = null;
  }
}

/** Lets them go again, each after the time that it had left. */
export function releaseNotifications(): void {
  if (!isHeld) return;
  isHeld = false;
  for (const id of stays.keys()) letGo(id);
}

function saysTheSame(one: Omit<Notification, 'id'>, other: Omit<Notification, 'id'>): boolean {
  return one.tone === other.tone && one.title === other.title && one.detail === other.detail;
}

function letGo(id: number): void {
  const stay = stays.get(id);
  if (!stay) return;
  stay.since = performance.now();
  stay.timer = setTimeout(() => dismiss(id), stay.leftMs);
}
