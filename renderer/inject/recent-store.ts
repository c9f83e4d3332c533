import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { ExpectedFlow } from '../../shared/expectation.ts';
import type { FlowRange } from '../../shared/flow-range.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import type { InjectOutcome, Progress, WorkResult } from '../../shared/work.ts';
import { call, sessionStore, subscribe } from '../session.ts';
import { type UpdateOutcome, updateExisting } from './update-existing.ts';

/** One flow that was injected. */
export interface RecentFlow {
  readonly kind: 'flow';
  readonly id: number;
  readonly targetId: string;
  readonly spec: FlowSpec;
  /** Null while the kernel has not answered. */
  readonly outcome: InjectOutcome | null;
  /** What the flow was to expect, and why it does not; both null when nothing is to be said. */
  readonly expected: ExpectedFlow | null;
  readonly expectationError: ErrorData | null;
  /** What became of changing the flow that was there already. */
  readonly update: UpdateOutcome | null;
}

/** Many flows that were injected from one form. */
export interface RecentRange {
  readonly kind: 'range';
  readonly id: number;
  readonly targetId: string;
  readonly range: FlowRange;
  readonly workId: string;
  readonly progress: Progress | null;
  readonly result: WorkResult | null;
  /** Why nothing of it was tried. */
  readonly error: ErrorData | null;
}

export type Recent = RecentFlow | RecentRange;

const RECENT_AT_MOST = 12;

/** What was injected last, newest first. */
export const recentStore = createStore<readonly Recent[]>(() => []);
let lastId = 0;

/** The list of what was injected last, of all targets. */
export function useRecent(): readonly Recent[] {
  return useStore(recentStore);
}

/** Injects one flow, and then has it expect another one when that is asked for. */
export async function injectFlow(spec: FlowSpec, expected: ExpectedFlow | null): Promise<void> {
  const { targetId } = sessionStore.getState();
  const id = nextId();
  add({ kind: 'flow', id, targetId, spec, outcome: null, expected, expectationError: null, update: null });
  const outcome = await outcomeOf(targetId, spec);
  const isMaster = expected !== null && outcome.outcome === 'created';
  const expectationError = isMaster ? await expectFlow(targetId, outcome.ref, expected) : null;
  amend(id, 'flow', { outcome, expectationError });
}

/** Injects every flow of a range, with progress; `onDone` is told how it ended, unless nothing was tried. */
export async function injectRange(range: FlowRange, onDone: (result: WorkResult) => void): Promise<void> {
  const { targetId } = sessionStore.getState();
  const id = nextId();
  const workId = crypto.randomUUID();
  add({ kind: 'range', id, targetId, range, workId, progress: null, result: null, error: null });
  const unfollow = subscribe(
    'work.progress',
    { workId },
    (progress) => amend(id, 'range', { progress }),
    // The call itself says what went wrong.
    () => undefined,
  );
  try {
    const result = await call('flows.injectRange', { targetId, range, workId });
    amend(id, 'range', { result });
    onDone(result);
  } catch (thrown) {
    amend(id, 'range', { error: toInspectorError(thrown, 'inject the flows').data });
  } finally {
    unfollow();
  }
}

/** Ends a range that is being injected; what was made stays. Throws an InspectorError. */
export async function stopRange({ workId }: RecentRange): Promise<void> {
  await call('work.stop', { workId });
}

/** Makes the flow that was there already what the form said, as far as that can be. Throws an InspectorError. */
export async function updateInstead({ id, targetId, spec }: RecentFlow): Promise<void> {
  amend(id, 'flow', { update: await updateExisting(targetId, spec) });
}

async function outcomeOf(targetId: string, spec: FlowSpec): Promise<InjectOutcome> {
  const operation = 'inject the flow';
  try {
    const [outcome] = await call('flows.inject', { targetId, specs: [spec] });
    if (outcome) return outcome;
    return { outcome: 'refused', error: toInspectorError('the answer was empty', operation).data };
  } catch (thrown) {
    return { outcome: 'refused', error: toInspectorError(thrown, operation).data };
  }
}

async function expectFlow(
  targetId: string,
  master: Extract<InjectOutcome, { outcome: 'created' }>['ref'],
  expected: ExpectedFlow,
): Promise<ErrorData | null> {
  try {
    await call('expectations.create', { targetId, spec: { master, expected } });
    return null;
  } catch (thrown) {
    return toInspectorError(thrown, 'expect a flow').data;
  }
}

function nextId(): number {
  lastId += 1;
  return lastId;
}

function add(entry: Recent): void {
  recentStore.setState((recent) => [entry, ...recent].slice(0, RECENT_AT_MOST), true);
}

function amend<K extends Recent['kind']>(
  id: number,
  kind: K,
  changes: Partial<Extract<Recent, { kind: K }>>,
): void {
  recentStore.setState(
    (recent) =>
      recent.map((entry) => (entry.id === id && entry.kind === kind ? { ...entry, ...changes } : entry)),
    true,
  );
}
