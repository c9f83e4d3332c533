import { createStore } from 'zustand/vanilla';
import type { EventRates } from '../../shared/flow-event.ts';
import { poll } from '../poll.ts';
import { call, sessionStore } from '../session.ts';

interface RatesState {
  readonly targetId: string;
  readonly rates: EventRates;
}

/** Events by second over the last ten minutes; null before the first answer. */
export const eventRatesStore = createStore<RatesState | null>(() => null);

const PERIOD_MS = 1000;

/** Keeps the rates up to date until the returned function is called. */
export function followEventRates(): () => void {
  return poll(async (targetId) => {
    try {
      const rates = await call('events.rates', { targetId });
      if (sessionStore.getState().targetId === targetId) eventRatesStore.setState({ targetId, rates }, true);
    } catch {
      // The tail below asks the same engine and says what is wrong; the last rates stay.
    }
    return PERIOD_MS;
  });
}
