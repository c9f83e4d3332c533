import type { Flow, Tuple } from '../../shared/flow.ts';
import {
  DCCP,
  GRE,
  ICMP,
  ICMPV6,
  l4Kind,
  protocolName,
  SCTP,
  statesOf,
  TCP,
  UDP,
  UDPLITE,
} from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { statusText } from './flow-text.ts';

/**
 * Flows as `conntrack -L -o save` 1.4.7 writes them and `conntrack -R` loads them: one line of options each. Unlike that
 * listing, lines written here carry the mark, which it forgets.
 */
export type SaveLine = { readonly line: string } | { readonly whyNot: string };

/** Status bits that conntrack(8) can be told; the kernel sets the others itself. */
const SAVED_STATUS = StatusBit.seenReply | StatusBit.assured | StatusBit.fixedTimeout;

/** Protocols that conntrack(8) knows by name; others go by number, since names need /etc/protocols. */
const named: ReadonlySet<number> = new Set([TCP, UDP, UDPLITE, ICMP, ICMPV6, SCTP, DCCP, GRE]);

/** A flow as one line; or why `conntrack -R` could not load it. */
export function saveLine(flow: Flow): SaveLine {
  const { protocol, original, zones, timeoutSeconds, mark, state } = flow;
  const whyNot = whyNotSaved(flow);
  if (whyNot !== null) return { whyNot };
  const options = [
    '-A',
    `-t ${timeoutSeconds}`,
    `-u ${statusText(flow.status & SAVED_STATUS, ',') || 'UNSET'}`,
    // Behind -u: before it, conntrack(8) 1.4.7 stores the status as the mark.
    ...(mark === null || mark === 0 ? [] : [`-m ${mark}`]),
    ...zoneOptions(zones),
    `-s ${original.source} -d ${original.destination}`,
    ...replyAddressOptions(flow),
    `-p ${named.has(protocol) ? protocolName(protocol) : protocol}`,
    ...l4Options(flow),
    ...(state === null ? [] : [`--state ${statesOf(protocol)[state]}`]),
    ...(protocol === SCTP ? ['--orig-vtag 0 --reply-vtag 0'] : []),
  ];
  return { line: options.join(' ') };
}

function whyNotSaved({ protocol, zones, timeoutSeconds, original, state }: Flow): string | null {
  if (timeoutSeconds === null) return 'without a timeout (offloaded)';
  if (protocol === DCCP) return 'of DCCP, which conntrack -R cannot load';
  if (zones.original !== zones.reply && zones.original !== 0 && zones.reply !== 0) {
    return 'with two different zones';
  }
  if (original.l4.kind !== l4Kind(protocol)) return 'without the ports or numbers of their protocol';
  const states = statesOf(protocol);
  if (states.length === 0) return null;
  if (state === null || states[state] === undefined) return 'without a state';
  return states[state] === 'HEARTBEAT_SENT'
    ? 'in the state HEARTBEAT_SENT, on which conntrack(8) 1.4.7 crashes'
    : null;
}

function zoneOptions({ original, reply }: Flow['zones']): string[] {
  if (original === reply) return original === 0 ? [] : [`-w ${original}`];
  return original === 0 ? [`--reply-zone ${reply}`] : [`--orig-zone ${original}`];
}

/** With -n and -g the kernel sets up translation; the reply's ports then follow the reply tuple only when one end is translated. */
function replyAddressOptions({ reply, status }: Flow): string[] {
  const source = (status & StatusBit.dstNat) === 0 ? '-r' : '-g';
  const destination = (status & StatusBit.srcNat) === 0 ? '-q' : '-n';
  return [`${source} ${reply.source} ${destination} ${reply.destination}`];
}

function l4Options({ original, reply, protocol }: Flow): string[] {
  const { l4 } = original;
  switch (l4.kind) {
    case 'ports':
      return [`--sport ${l4.source} --dport ${l4.destination}`, ...replyPorts(reply)];
    case 'icmp': {
      const prefix = protocol === ICMPV6 ? '--icmpv6' : '--icmp';
      return [`${prefix}-type ${l4.type} ${prefix}-code ${l4.code} ${prefix}-id ${l4.id}`];
    }
    case 'gre':
      return [`--srckey ${l4.sourceKey} --dstkey ${l4.destinationKey}`, ...replyPorts(reply)];
    case 'none':
      return [];
  }
}

function replyPorts({ l4 }: Tuple): string[] {
  if (l4.kind === 'ports') return [`--reply-port-src ${l4.source} --reply-port-dst ${l4.destination}`];
  if (l4.kind === 'gre') return [`--reply-key-src ${l4.sourceKey} --reply-key-dst ${l4.destinationKey}`];
  return [];
}
