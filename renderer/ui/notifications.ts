import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';

export interface Notification {
  readonly id: number;
  readonly tone: 'ok' | 'info' | 'bad';
  readonly title: string;
  readonly detail?: string | undefined;
}

const SHOWN_AT_MOST = 4;
const STAYS_MS = 5_000;

/** What is shown at the lower right, oldest first. */
export const notificationStore = createStore<readonly Notification[]>(() => []);
let lastId = 0;

/** Says something without interrupting. Failures stay until they are dismissed. */
export function notify(notification: Omit<Notification, 'id'>): void {
  lastId += 1;
  const id = lastId;
  notificationStore.setState((shown) => [...shown.slice(1 - SHOWN_AT_MOST), { ...notification, id }], true);
  if (notification.tone !== 'bad') setTimeout(() => dismiss(id), STAYS_MS);
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
  notificationStore.setState((shown) => shown.filter((notification) => notification.id !== id), true);
}
