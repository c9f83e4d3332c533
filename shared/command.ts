import type { FlowRef } from './flow.ts';
import { type FlowForm, formOf, type TickField } from './flow-form.ts';
import type { FlowSpec } from './flow-spec.ts';
import { DCCP, GRE, ICMP, ICMPV6, l4Kind, protocolName, SCTP, TCP, UDP, UDPLITE } from './protocol.ts';
import { statusMeanings } from './status.ts';
import type { Zones } from './zone.ts';

/**
 * The conntrack(8) command that does the same, as an argument vector; or why there is none. `note`: where it would do
 * more, or otherwise, than this program. All of it is held against conntrack(8) 1.4.7 by command.kernel.test.ts.
 */
export type Command =
  | { readonly argv: readonly string[]; readonly note: string | null }
  | { readonly impossible: string };

/** The values of an inject command as text: a form's fields, which may hold what was typed, right or wrong. */
export type CommandParts = Omit<FlowForm, TickField> & {
  /** Status names, comma-separated, or empty. */
  readonly status: string;
};

/** One word of a command line, with the part it was made from. */
export interface CommandWord {
  readonly text: string;
  readonly parts: readonly (keyof CommandParts)[];
}

/** Why conntrack(8) cannot make such a flow; null when it can. */
export function whyNotInjectable(parts: CommandParts): string | null {
  const { protocol, state, sourceNatPort, destinationNatPort } = parts;
  if (parts.helper !== '') return 'conntrack(8) cannot attach a helper.';
  if (parts.labels !== '') {
    return 'conntrack(8) takes labels by the names of a connlabel.conf only, not by number.';
  }
  if (parts.status.includes('HELPER')) return 'conntrack(8) cannot set the status HELPER.';
  if (protocol === DCCP && state === '') return 'conntrack(8) makes DCCP flows only with a state.';
  if (protocol === SCTP && state === 'HEARTBEAT_SENT') {
    return 'conntrack(8) 1.4.7 crashes on the SCTP state HEARTBEAT_SENT.';
  }
  const translatesPort = l4Kind(protocol) === 'ports' && sourceNatPort + destinationNatPort !== '';
  if (translatesPort && protocol !== TCP && protocol !== UDP) {
    return 'conntrack(8) translates ports of TCP and UDP only, and ignores others.';
  }
  return null;
}

/** What the command for this protocol sets that nobody asked for; null when nothing. */
export function noteOnInject(
  protocol: number,
  parts: Pick<CommandParts, 'originalTag' | 'replyTag'>,
): string | null {
  if (protocol === SCTP && parts.originalTag + parts.replyTag !== '00') {
    return 'conntrack(8) takes tags in this machine’s byte order: the command has their bytes turned round.';
  }
  return protocol === DCCP
    ? 'conntrack(8) insists on a role: client is the side that opened the flow.'
    : null;
}

/** The words of `conntrack -I …`, each with the parts it came from. */
export function injectWords(parts: CommandParts): readonly CommandWord[] {
  const words: CommandWord[] = ['conntrack', '-I', '-p', commandProtocol(parts.protocol)].map(fixed);
  const add = (option: string, ...names: (keyof CommandParts)[]) => {
    const [first] = names;
    if (first) words.push(fixed(option), { text: String(parts[first]), parts: names });
  };
  add('-s', 'source');
  add('-d', 'destination');
  switch (l4Kind(parts.protocol)) {
    case 'ports':
      add('--sport', 'sourcePort');
      add('--dport', 'destinationPort');
      break;
    case 'icmp': {
      const prefix = parts.protocol === ICMPV6 ? '--icmpv6' : '--icmp';
      add(`${prefix}-type`, 'icmpType');
      add(`${prefix}-code`, 'icmpCode');
      add(`${prefix}-id`, 'icmpId');
      break;
    }
    case 'gre':
      add('--srckey', 'sourceKey');
      add('--dstkey', 'destinationKey');
      break;
    case 'none':
      break;
  }
  if (parts.state !== '') add('--state', 'state');
  if (parts.protocol === SCTP) {
    add('--orig-vtag', 'originalTag');
    add('--reply-vtag', 'replyTag');
  }
  if (parts.protocol === DCCP) words.push(...['--role', 'client'].map(fixed));
  add('--timeout', 'timeout');
  if (parts.zone !== '0') add(zoneOptions[parts.zoneDirection], 'zone');
  // In this order: after -m, conntrack(8) 1.4.7 would store the status as the mark.
  if (parts.status !== '') add('-u', 'status');
  if (parts.mark !== '0') add('-m', 'mark');
  words.push(...natWords(parts, '--src-nat', 'sourceNatAddress', 'sourceNatPort'));
  words.push(...natWords(parts, '--dst-nat', 'destinationNatAddress', 'destinationNatPort'));
  return words;
}

/** `conntrack -D …` that deletes this flow, and this flow alone where conntrack(8) can tell it apart. */
export function deleteCommand(ref: FlowRef): Command {
  const note =
    ref.protocol === GRE
      ? 'conntrack(8) ignores GRE keys here: it deletes every GRE flow between these two.'
      : null;
  return { argv: ['conntrack', '-D', ...tupleArguments(ref), ...zoneArguments(ref.zones)], note };
}

/** The command that shows this flow: `-G` where conntrack(8) can look it up, otherwise a filtered `-L`. */
export function getCommand(ref: FlowRef): Command {
  const { protocol, original, zones } = ref;
  const inZone0 = zones.original === 0 && zones.reply === 0;
  const lacksPorts = original.l4.kind !== l4Kind(protocol);
  if (inZone0 && !lacksPorts) {
    return { argv: ['conntrack', '-G', ...tupleArguments(ref), '-o', 'extended,id'], note: null };
  }
  const reason = inZone0 ? 'look up a flow without ports' : 'look into a zone';
  const keys = protocol === GRE ? ', and ignores GRE keys' : '';
  return {
    argv: ['conntrack', '-L', ...tupleArguments(ref), ...zoneArguments(zones), '-o', 'extended,id'],
    note: `conntrack(8) cannot ${reason}: this reads the whole table and filters it${keys}.`,
  };
}

/** Status bits as conntrack(8) takes them: `SEEN_REPLY,ASSURED`. */
function statusText(status: number): string {
  const set = statusMeanings.filter(({ bit }) => (status & bit) !== 0);
  return set.map(({ kernelName }) => kernelName).join(',');
}

/** An argument vector as one line for a POSIX shell, quoted where it must be. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** One word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const zoneOptions = { both: '-w', original: '--orig-zone', reply: '--reply-zone' } as const;

function fixed(text: string): CommandWord {
  return { text, parts: [] };
}

function natWords(
  parts: CommandParts,
  option: string,
  address: 'sourceNatAddress' | 'destinationNatAddress',
  port: 'sourceNatPort' | 'destinationNatPort',
): readonly CommandWord[] {
  if (parts[address] === '' && parts[port] === '') return [];
  const host = parts[address].includes(':') && parts[port] !== '' ? `[${parts[address]}]` : parts[address];
  const text = parts[port] === '' ? host : `${host}:${parts[port]}`;
  return [fixed(option), { text, parts: [address, port] }];
}

/** A flow's values as the words of its command. */
export function partsOf(spec: FlowSpec): CommandParts {
  return {
    ...formOf(spec),
    timeout: String(spec.timeoutSeconds),
    mark: String(spec.mark),
    originalTag: turnedTag(spec.sctpTags?.original),
    replyTag: turnedTag(spec.sctpTags?.reply),
    status: statusText(spec.status),
  };
}

/**
 * A verification tag as conntrack(8) must be told it. 1.4.7 hands its number to the kernel as it lies in memory; the
 * kernel takes those bytes as they stand in packets. All machines that this program is made for are little-endian.
 */
function turnedTag(tag = 0): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, tag);
  return String(view.getUint32(0, true));
}

/** The options that name a flow by its original tuple. */
export function tupleArguments({ protocol, original }: FlowRef): readonly string[] {
  const { source, destination, l4 } = original;
  const ends = ['-p', commandProtocol(protocol), '-s', source, '-d', destination];
  switch (l4.kind) {
    case 'ports':
      return [...ends, '--sport', String(l4.source), '--dport', String(l4.destination)];
    case 'icmp': {
      const prefix = protocol === ICMPV6 ? '--icmpv6' : '--icmp';
      const numbers = { type: l4.type, code: l4.code, id: l4.id };
      return [
        ...ends,
        ...Object.entries(numbers).flatMap(([name, value]) => [`${prefix}-${name}`, String(value)]),
      ];
    }
    case 'gre':
      return [...ends, '--srckey', String(l4.sourceKey), '--dstkey', String(l4.destinationKey)];
    case 'none':
      return ends;
  }
}

/** Always names a zone, because without one conntrack(8) takes the flow of every zone. */
function zoneArguments({ original, reply }: Zones): readonly string[] {
  if (original === reply) return ['-w', String(original)];
  return [
    ...(original === 0 ? [] : ['--orig-zone', String(original)]),
    ...(reply === 0 ? [] : ['--reply-zone', String(reply)]),
  ];
}

/** Protocols that conntrack(8) knows by name everywhere; the rest by number, since names need /etc/protocols. */
const named: ReadonlySet<number> = new Set([TCP, UDP, UDPLITE, ICMP, ICMPV6, SCTP, DCCP, GRE]);

function commandProtocol(protocol: number): string {
  return named.has(protocol) ? protocolName(protocol) : String(protocol);
}
