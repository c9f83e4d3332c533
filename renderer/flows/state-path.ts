import { DCCP, SCTP, stateName, TCP } from '../../shared/protocol.ts';

interface StateStep {
  readonly name: string;
  readonly place: 'past' | 'now' | 'next' | 'other';
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

/** What a state means, and what takes a connection on from it. */
interface StateWords {
  readonly meaning: string;
  /** The states that usually come next; none where the entry only waits for its end. */
  readonly next: readonly string[];
  readonly nextWords: string;
}

const EXPIRES = 'Nothing follows: the entry goes when its time is over.';

const words: Readonly<Record<string, StateWords>> = {
  [`${TCP} NONE`]: say(
    'No packet that says anything about the state was seen.',
    [],
    'Any packet may follow.',
  ),
  [`${TCP} SYN_SENT`]: say(
    'A SYN went out; no answer yet.',
    ['SYN_RECV'],
    'A SYN+ACK leads to SYN_RECV; without an answer the entry expires.',
  ),
  [`${TCP} SYN_SENT2`]: say(
    'Both sides sent a SYN at the same time.',
    ['SYN_RECV'],
    'A SYN+ACK leads to SYN_RECV.',
  ),
  [`${TCP} SYN_RECV`]: say(
    'The SYN was answered; the handshake waits for its last ACK.',
    ['ESTABLISHED'],
    'That ACK leads to ESTABLISHED.',
  ),
  [`${TCP} ESTABLISHED`]: say(
    'The handshake is complete; data may flow.',
    ['FIN_WAIT', 'CLOSE'],
    'A FIN of either side leads to FIN_WAIT, a reset to CLOSE.',
  ),
  [`${TCP} FIN_WAIT`]: say(
    'One side has sent a FIN.',
    ['CLOSE_WAIT', 'LAST_ACK'],
    'Its acknowledgement leads to CLOSE_WAIT, a FIN of the other side to LAST_ACK.',
  ),
  [`${TCP} CLOSE_WAIT`]: say(
    'The FIN was acknowledged; the other side may still send.',
    ['LAST_ACK'],
    'The other side’s FIN leads to LAST_ACK.',
  ),
  [`${TCP} LAST_ACK`]: say(
    'Both sides have sent a FIN; the last ACK is missing.',
    ['TIME_WAIT'],
    'That ACK leads to TIME_WAIT.',
  ),
  [`${TCP} TIME_WAIT`]: say(
    'Closed properly; kept for packets that are late.',
    [],
    'The entry goes when its time is over; a new SYN between the same ends begins anew.',
  ),
  [`${TCP} CLOSE`]: say('Reset by one side.', [], EXPIRES),
  [`${SCTP} NONE`]: say('No chunk that says anything about the state was seen.', [], 'Any chunk may follow.'),
  [`${SCTP} COOKIE_WAIT`]: say(
    'An INIT went out; its cookie was not sent back yet.',
    ['COOKIE_ECHOED'],
    'A COOKIE ECHO leads to COOKIE_ECHOED.',
  ),
  [`${SCTP} COOKIE_ECHOED`]: say(
    'The cookie was sent back; its acknowledgement is missing.',
    ['ESTABLISHED'],
    'A COOKIE ACK leads to ESTABLISHED.',
  ),
  [`${SCTP} ESTABLISHED`]: say(
    'The association is up; data may flow.',
    ['SHUTDOWN_SENT', 'SHUTDOWN_RECD', 'CLOSED'],
    'A SHUTDOWN leads to SHUTDOWN_SENT or SHUTDOWN_RECD by the side it comes from, an ABORT to CLOSED.',
  ),
  [`${SCTP} SHUTDOWN_SENT`]: say(
    'The side that opened it has asked to shut down.',
    ['SHUTDOWN_ACK_SENT'],
    'A SHUTDOWN ACK leads to SHUTDOWN_ACK_SENT.',
  ),
  [`${SCTP} SHUTDOWN_RECD`]: say(
    'The side that was asked for it has asked to shut down.',
    ['SHUTDOWN_ACK_SENT'],
    'A SHUTDOWN ACK leads to SHUTDOWN_ACK_SENT.',
  ),
  [`${SCTP} SHUTDOWN_ACK_SENT`]: say(
    'The shutdown was acknowledged; its completion is missing.',
    ['CLOSED'],
    'A SHUTDOWN COMPLETE leads to CLOSED.',
  ),
  [`${SCTP} CLOSED`]: say('Shut down, or aborted by one side.', [], EXPIRES),
  [`${SCTP} HEARTBEAT_SENT`]: say(
    'A heartbeat was seen without the start of its association.',
    ['ESTABLISHED'],
    'Its acknowledgement leads to ESTABLISHED.',
  ),
  [`${DCCP} NONE`]: say(
    'No packet that says anything about the state was seen.',
    [],
    'Any packet may follow.',
  ),
  [`${DCCP} REQUEST`]: say('A request went out; no answer yet.', ['RESPOND'], 'An answer leads to RESPOND.'),
  [`${DCCP} RESPOND`]: say('The request was answered.', ['PARTOPEN'], 'The client’s ACK leads to PARTOPEN.'),
  [`${DCCP} PARTOPEN`]: say(
    'The client has acknowledged the answer.',
    ['OPEN'],
    'A packet of the server leads to OPEN.',
  ),
  [`${DCCP} OPEN`]: say(
    'The connection is up; data may flow.',
    ['CLOSEREQ', 'CLOSING'],
    'A CLOSEREQ of the server leads to CLOSEREQ, a CLOSE to CLOSING.',
  ),
  [`${DCCP} CLOSEREQ`]: say('The server has asked to close.', ['CLOSING'], 'A CLOSE leads to CLOSING.'),
  [`${DCCP} CLOSING`]: say('A close went out.', ['TIMEWAIT'], 'A reset leads to TIMEWAIT.'),
  [`${DCCP} TIMEWAIT`]: say('Closed or reset; kept for packets that are late.', [], EXPIRES),
};

function say(meaning: string, next: readonly string[], nextWords: string): StateWords {
  return { meaning, next, nextWords };
}

/**
 * The usual way of a connection through its states: those that one in this state has usually been through, and those that
 * usually come next. Empty for protocols without states. A state off that way comes last.
 */
export function statePath(protocol: number, state: number | null): readonly StateStep[] {
  const path = paths.get(protocol);
  if (path === undefined || state === null) return [];
  const now = stateName(protocol, state);
  const at = path.indexOf(now);
  const next = words[`${protocol} ${now}`]?.next ?? [];
  const hasPast = !fromAnywhere.has(now);
  const steps = path.map((name, index): StateStep => {
    if (index === at) return { name, place: 'now' };
    if (next.includes(name)) return { name, place: 'next' };
    return { name, place: hasPast && index < at ? 'past' : 'other' };
  });
  return at < 0 ? [...steps, { name: now, place: 'now' }] : steps;
}

/** What a state means and what comes next, in two sentences; null when there is nothing to say. */
export function stateMeaning(protocol: number, state: number | null): string | null {
  if (state === null) return null;
  const known = words[`${protocol} ${stateName(protocol, state)}`];
  return known ? `${known.meaning} ${known.nextWords}` : null;
}
