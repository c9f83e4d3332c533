import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { createClient, type InspectorClient } from '../shared/client.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  StreamInput,
  StreamItem,
  StreamName,
} from '../shared/contract.ts';
import { type ErrorData, InspectorError, toInspectorError } from '../shared/errors.ts';
import type { TargetState } from '../shared/target-state.ts';
import type { Port, Request, Response } from '../shared/wire.ts';

/** The page's connection to the program behind it. */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'connected' }
  /** `retryAt`: when the next attempt starts (ms since the epoch); null when another attempt would fail too. */
  | { readonly status: 'disconnected'; readonly error: ErrorData; readonly retryAt: number | null };

export interface Session {
  readonly connection: Connection;
  /** The target this page looks at, or wants to. */
  readonly targetId: string;
  /** Its latest state; null until it was opened. Stays as it was while the connection is interrupted. */
  readonly target: TargetState | null;
  /** Whether its state is told as it changes. */
  readonly isFollowed: boolean;
  /** Why the target could not be opened, or was lost. */
  readonly targetError: ErrorData | null;
}

type Connect = () => Promise<Port<Request, Response>>;

/** The target that every page starts with. */
const FIRST_TARGET = 'sandbox';
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;
const LONGEST_RETRY_MS = 8_000;

export const sessionStore = createStore<Session>(() => ({
  connection: { status: 'connecting' },
  targetId: FIRST_TARGET,
  target: null,
  isFollowed: false,
  targetError: null,
}));

/** Reads a part of the session in a component. */
export function useSession<T>(select: (session: Session) => T): T {
  return useStore(sessionStore, select);
}

let connectPort: Connect | null = null;
let client: InspectorClient | null = null;
let isConnecting = false;
let attempts = 0;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let unfollow: () => void = () => undefined;
/** Counts what was opened, so that late answers about an earlier target are recognised. */
let generation = 0;

/** Connects, opens the first target, and keeps both up from then on. */
export function startSession(connect: Connect): void {
  connectPort = connect;
  void reconnect();
}

/** Calls the engine. Throws an InspectorError, `target-lost` when there is no connection. */
export async function call<N extends CallName>(
  name: N,
  input: CallInput<N>,
  signal?: AbortSignal,
): Promise<CallOutput<N>> {
  if (client === null) throw notConnected(name);
  return client.call(name, input, signal);
}

/** Follows a stream of the engine until the returned function is called, or until the connection ends. */
export function subscribe<N extends StreamName>(
  name: N,
  input: StreamInput<N>,
  onItem: (item: StreamItem<N>) => void,
  onError: (error: InspectorError) => void,
): () => void {
  if (client !== null) return client.subscribe(name, input, onItem, onError);
  onError(notConnected(name));
  return () => undefined;
}

function notConnected(operation: string): InspectorError {
  return new InspectorError({
    code: 'target-lost',
    operation,
    message: 'There is no connection to the inspector.',
  });
}

/** Looks at another target, or at the same one afresh. */
export async function openTarget(targetId: string): Promise<void> {
  const isAnother = sessionStore.getState().targetId !== targetId;
  sessionStore.setState({
    ...{ targetId, isFollowed: false, targetError: null },
    ...(isAnother ? { target: null } : {}),
  });
  await openWanted();
}

/** Tries again whatever failed last, now. */
export async function tryAgain(): Promise<void> {
  attempts = 0;
  if (sessionStore.getState().connection.status === 'connected') await openWanted();
  else await reconnect();
}

/** Allows changes to a locked target for this session. Throws an InspectorError. */
export async function unlockTarget(targetId: string): Promise<void> {
  take(await call('target.unlock', { targetId }));
}

/** Takes that permission away again. Throws an InspectorError. */
export async function lockTarget(targetId: string): Promise<void> {
  take(await call('target.lock', { targetId }));
}

/** Stops the first listing; the page goes on with the flows that came. Throws an InspectorError. */
export async function stopListing(targetId: string): Promise<void> {
  take(await call('target.stopListing', { targetId }));
}

/** Has the whole table listed again. Throws an InspectorError. */
export async function relistTarget(targetId: string): Promise<void> {
  take(await call('target.relist', { targetId }));
}

/** Why nothing new can be read of the table now; null when it can. */
export function whyUnreadable({ connection, target }: Session): string | null {
  if (connection.status !== 'connected') return 'Not connected.';
  if (target === null || target.phase === 'opening') return 'The table is not open yet.';
  return target.phase === 'lost' ? 'The table is lost.' : null;
}

/** Why nothing can be changed now; null when changes are possible. */
export function whyUnchangeable(session: Session): string | null {
  const unreadable = whyUnreadable(session);
  if (unreadable !== null) return unreadable;
  if (session.target?.phase === 'reconnecting') return 'The table is being connected again.';
  if (session.target?.locked) return 'Changes are locked: choose “Unlock changes…” beside the target’s name.';
  return null;
}

async function reconnect(): Promise<void> {
  if (connectPort === null || isConnecting) return;
  clearTimeout(retryTimer);
  client = null;
  isConnecting = true;
  sessionStore.setState({ connection: { status: 'connecting' } });
  try {
    const port = await connectPort();
    // Before the client learns of it and ends its streams: those then know that more than the target is gone.
    port.onClose(() => retryLater(connectionLost));
    client = createClient(port);
  } catch (thrown) {
    retryLater(toInspectorError(thrown, 'connect to the inspector').data);
    return;
  } finally {
    isConnecting = false;
  }
  sessionStore.setState({ connection: { status: 'connected' } });
  await openWanted();
}

const connectionLost: ErrorData = {
  code: 'target-lost',
  operation: 'talk to the inspector',
  message: 'The connection to the inspector is gone.',
  hint: 'Look whether the program still runs where you started it. This page connects again by itself.',
};

function retryLater(error: ErrorData): void {
  client = null;
  const hopeless = error.code === 'not-permitted';
  const delay = nextDelay();
  sessionStore.setState({
    connection: { status: 'disconnected', error, retryAt: hopeless ? null : Date.now() + delay },
    isFollowed: false,
  });
  if (!hopeless) retryTimer = setTimeout(() => void reconnect(), delay);
}

function nextDelay(): number {
  const delay = RETRY_MS[attempts] ?? LONGEST_RETRY_MS;
  attempts += 1;
  return delay;
}

async function openWanted(): Promise<void> {
  generation += 1;
  const mine = generation;
  clearTimeout(retryTimer);
  unfollow();
  const { targetId } = sessionStore.getState();
  try {
    const target = await call('target.open', { targetId });
    if (mine !== generation) return;
    attempts = 0;
    take(target);
    sessionStore.setState({ isFollowed: true, targetError: null });
    follow(targetId, mine);
  } catch (thrown) {
    if (mine === generation) targetFailed(toInspectorError(thrown, 'open the target').data, mine);
  }
}

function follow(targetId: string, mine: number): void {
  const current = client;
  if (current === null) return;
  unfollow = current.subscribe(
    'target.state',
    { targetId },
    (target) => {
      if (mine === generation) take(target);
    },
    (error) => {
      if (mine === generation) targetFailed(error.data, mine);
    },
  );
}

/** A target that was lost is opened again by itself; for other failures the person decides. */
function targetFailed(error: ErrorData, mine: number): void {
  // The connection's own loss ends with `target-lost` too, and brings the target back with itself.
  if (client === null || sessionStore.getState().connection.status !== 'connected') return;
  sessionStore.setState({ isFollowed: false, targetError: error });
  if (error.code !== 'target-lost') return;
  retryTimer = setTimeout(() => {
    if (mine === generation) void openWanted();
  }, nextDelay());
}

function take(target: TargetState): void {
  if (target.targetId === sessionStore.getState().targetId) sessionStore.setState({ target });
}
