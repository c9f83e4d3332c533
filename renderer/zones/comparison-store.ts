import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { isRead, parseZone } from '../../shared/form-fields.ts';
import type { ZoneComparison } from '../../shared/zone-usage.ts';
import { call, sessionStore } from '../session.ts';

export type ComparedPart = 'onlyA' | 'onlyB' | 'both';

export interface Comparison {
  readonly isOpen: boolean;
  /** The zones as they are typed. */
  readonly a: string;
  readonly b: string;
  /** The answer, with the zones it is about. */
  readonly found: { readonly a: number; readonly b: number; readonly comparison: ZoneComparison } | null;
  readonly part: ComparedPart;
  readonly error: ErrorData | null;
  readonly comparing: boolean;
}

const initial: Comparison = {
  isOpen: false,
  a: '',
  b: '',
  found: null,
  part: 'onlyA',
  error: null,
  comparing: false,
};

/** The comparison of two zones. */
const comparisonStore = createStore<Comparison>(() => initial);
const { getState, setState } = comparisonStore;
let running: AbortController | null = null;

/** Reads a part of the comparison in a component. */
export function useComparison<T>(select: (comparison: Comparison) => T): T {
  return useStore(comparisonStore, select);
}

/** Opens the comparison with one zone in it. */
export function startComparison(zone: number): void {
  setState({ ...initial, isOpen: true, a: String(zone) });
}

export function closeComparison(): void {
  running?.abort();
  setState(initial);
}

/** Changes what is compared; the last answer is no longer one. */
export function changeComparison(changes: Partial<Pick<Comparison, 'a' | 'b'>>): void {
  running?.abort();
  setState({ ...changes, found: null, error: null });
}

/** Puts each zone in the place of the other. */
export function swapZones(): void {
  const { a, b, found } = getState();
  changeComparison({ a: b, b: a });
  if (found) void compare();
}

export function showPart(part: ComparedPart): void {
  setState({ part });
}

/** Compares. Answers the field that is wrong, or null. */
export async function compare(): Promise<'a' | 'b' | null> {
  const [a, b] = [parseZone(getState().a), parseZone(getState().b)];
  if (!isRead(a)) return 'a';
  if (!isRead(b)) return 'b';
  running?.abort();
  const mine = new AbortController();
  running = mine;
  setState({ comparing: true, error: null });
  try {
    const zones = { a: a.value, b: b.value };
    const { targetId } = sessionStore.getState();
    const comparison = await call('zones.compare', { targetId, ...zones }, mine.signal);
    if (running === mine) setState({ found: { ...zones, comparison } });
  } catch (thrown) {
    const { data } = toInspectorError(thrown, 'compare zones');
    if (data.code !== 'cancelled') setState({ found: null, error: data });
  } finally {
    if (running === mine) setState({ comparing: false });
  }
  return null;
}

sessionStore.subscribe((session, before) => {
  if (session.targetId !== before.targetId) closeComparison();
});
