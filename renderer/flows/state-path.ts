import { DCCP, SCTP, stateName, TCP } from '../../shared/protocol.ts';

interface StateStep {
  readonly name: string;
  readonly place: 'past' | 'now' | 'other';
}

/** Each protocol's states in the order in which a connection usually goes through them. */
const paths: ReadonlyMap<number, readonly string[]> = new Map([
  [TCP, ['SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE']],
  [
    SCTP,
    [
      'COOKIE_WAIT',
      'COOKIE_ECHOED',
      'ESTABLISHED',
      'SHUTDOWN_SENT',
      'SHUTDOWN_RECD',
      'SHUTDOWN_ACK_SENT',
      'CLOSED',
    ],
  ],
  [DCCP, ['REQUEST', 'RESPOND', 'PARTOPEN', 'OPEN', 'CLOSEREQ', 'CLOSING', 'TIMEWAIT']],
]);

/** States that are reached from anywhere, so that nothing follows about what was before. */
const fromAnywhere: ReadonlySet<string> = new Set(['CLOSE', 'CLOSED']);

const meanings: Readonly<Record<string, string>> = {
  [`${TCP} SYN_SENT`]: 'A SYN went out; no answer yet.',
  [`${TCP} SYN_RECV`]: 'The SYN was answered; the handshake waits for its last ACK.',
  [`${TCP} ESTABLISHED`]: 'The handshake is complete; data may flow.',
  [`${TCP} FIN_WAIT`]: 'One side has sent a FIN.',
  [`${TCP} CLOSE_WAIT`]: 'The FIN was acknowledged; the other side may still send.',
  [`${TCP} LAST_ACK`]: 'Both sides have sent a FIN; the last ACK is missing.',
  [`${TCP} TIME_WAIT`]: 'Closed properly; kept for packets that are late.',
  [`${TCP} CLOSE`]: 'Reset by one side.',
  [`${TCP} SYN_SENT2`]: 'Both sides sent a SYN at the same time.',
  [`${TCP} NONE`]: 'No packet that says anything about the state was seen.',
  [`${SCTP} COOKIE_WAIT`]: 'An INIT went out; no cookie came back yet.',
  [`${SCTP} COOKIE_ECHOED`]: 'The cookie was sent back; its acknowledgement is missing.',
  [`${SCTP} ESTABLISHED`]: 'The association is up; data may flow.',
  [`${SCTP} SHUTDOWN_SENT`]: 'One side has asked to shut down.',
  [`${SCTP} SHUTDOWN_RECD`]: 'The other side has taken note of the shutdown.',
  [`${SCTP} SHUTDOWN_ACK_SENT`]: 'The shutdown was acknowledged; its completion is missing.',
  [`${SCTP} CLOSED`]: 'Shut down, or aborted by one side.',
  [`${SCTP} HEARTBEAT_SENT`]: 'A heartbeat was seen without the start of its association.',
  [`${DCCP} REQUEST`]: 'A request went out; no answer yet.',
  [`${DCCP} RESPOND`]: 'The request was answered.',
  [`${DCCP} PARTOPEN`]: 'The client has acknowledged the answer.',
  [`${DCCP} OPEN`]: 'The connection is up; data may flow.',
  [`${DCCP} CLOSEREQ`]: 'The server has asked to close.',
  [`${DCCP} CLOSING`]: 'A close went out.',
  [`${DCCP} TIMEWAIT`]: 'Closed or reset; kept for packets that are late.',
};

/**
 * The usual way of a connection through its states, with those a connection in this state has usually been through.
 * Empty for protocols without states. A state off that way comes last.
 */
export function statePath(protocol: number, state: number | null): readonly StateStep[] {
  const path = paths.get(protocol);
  if (path === undefined || state === null) return [];
  const now = stateName(protocol, state);
  const at = path.indexOf(now);
  if (at < 0)
    return [...path.map((name): StateStep => ({ name, place: 'other' })), { name: now, place: 'now' }];
  const hasPast = !fromAnywhere.has(now);
  return path.map((name, index) => ({
    name,
    place: index === at ? 'now' : hasPast && index < at ? 'past' : 'other',
  }));
}

/** What a state means, in one sentence; null when there is nothing to say. */
export function stateMeaning(protocol: number, state: number | null): string | null {
  if (state === null) return null;
  return meanings[`${protocol} ${stateName(protocol, state)}`] ?? null;
}
