import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ZoneHighlights } from '../../shared/zone-usage.ts';
import { call, sessionStore } from '../session.ts';
import { zonesStore } from './zones-store.ts';

type Highlights = ReadonlyMap<number, ZoneHighlights>;

/** The oldest flow and top source of the zones in sight, by zone. */
const zoneHighlightStore = createStore<{ readonly of: Highlights }>(() => ({ of: new Map() }));

export function useZoneHighlights(): Highlights {
  return useStore(zoneHighlightStore, ({ of }) => of);
}

/** They cost the engine a pass over the table, so they are asked for seldom. */
const PERIOD_MS = 1000;

/** Keeps the highlights of the zones in sight up to date until the returned function is called. */
export function followHighlights(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async () => {
    timer = undefined;
    const { page, chosen } = zonesStore.getState();
    const { targetId } = sessionStore.getState();
    const inUse = page?.rows.flatMap(({ zone, flows }) => (flows > 0 ? [zone] : [])) ?? [];
    const zones = [...new Set(chosen === null ? inUse : [chosen, ...inUse])].slice(0, 200);
    isAsking = true;
    askedAt = performance.now();
    try {
      const found = zones.length === 0 ? [] : await call('zones.highlights', { targetId, zones });
      zoneHighlightStore.setState({ of: new Map(found.map((entry) => [entry.zone, entry])) });
    } catch {
      // Without them their cells stay empty; what is wrong is said by the rows, which are asked for more often.
      zoneHighlightStore.setState({ of: new Map() });
    } finally {
      isAsking = false;
    }
  };
  const schedule = () => {
    if (isAsking || timer !== undefined) return;
    timer = setTimeout(() => void ask(), Math.max(0, askedAt + PERIOD_MS - performance.now()));
  };
  const stop = zonesStore.subscribe(({ page, chosen }, before) => {
    if (page !== before.page || chosen !== before.chosen) schedule();
  });
  schedule();
  return () => {
    stop();
    clearTimeout(timer);
  };
}
