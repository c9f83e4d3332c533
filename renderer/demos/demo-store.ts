import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { toInspectorError } from '../../shared/errors.ts';
import type { ScenarioRun } from '../../shared/scenario.ts';
import { call, type Session, sessionStore, subscribe } from '../session.ts';
import { notifyFailure } from '../ui/notifications.ts';

export interface DemoState {
  /** The demonstration that runs, or ran last; null before the first. */
  readonly run: ScenarioRun | null;
  /** Whether its banner was put away. */
  readonly isPutAway: boolean;
}

const initial: DemoState = { run: null, isPutAway: false };
const demoStore = createStore<DemoState>(() => initial);

/** Reads how the demonstration goes in a component. */
export function useDemo<T>(select: (state: DemoState) => T): T {
  return useStore(demoStore, select);
}

/** The only target that demonstrations run in. */
export const DEMO_TARGET = 'sandbox';

/** Follows how the demonstration goes until the returned function is called. */
export function followDemo(): () => void {
  let unfollow: (() => void) | null = null;
  const end = () => {
    unfollow?.();
    unfollow = null;
    demoStore.setState(initial);
  };
  // A stream that ended, as with the engine, begins again with the target's next state.
  const follow = ({ connection, target }: Session) => {
    if (unfollow !== null || connection.status !== 'connected' || target?.targetId !== DEMO_TARGET) return;
    const take = (run: ScenarioRun | null) => demoStore.setState({ run });
    unfollow = subscribe('scenarios.state', { targetId: DEMO_TARGET }, take, end);
  };
  follow(sessionStore.getState());
  const stop = sessionStore.subscribe(follow);
  return () => {
    stop();
    end();
  };
}

/** Whether packets still flow, or what they left is being cleared away. */
export function isGoingOn(run: ScenarioRun | null): boolean {
  return run !== null && ['starting', 'running', 'ending'].includes(run.phase);
}

/** Begins a demonstration; answers whether it did. A failure is told. */
export async function runDemo(scenarioId: string): Promise<boolean> {
  try {
    await call('scenarios.run', { targetId: DEMO_TARGET, scenarioId });
    demoStore.setState({ isPutAway: false });
    return true;
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'run a demonstration').data);
    return false;
  }
}

/** Ends the one that runs. A failure is told. */
export async function stopDemo(): Promise<void> {
  try {
    await call('scenarios.stop', { targetId: DEMO_TARGET });
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'stop the demonstration').data);
  }
}

export function putDemoAway(): void {
  demoStore.setState({ isPutAway: true });
}
