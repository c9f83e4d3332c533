import type { Flow, L4, Tuple } from '../../shared/flow.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { l4Kind } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import {
  LineError,
  MAX_BYTE,
  MAX_PORT,
  MAX_UINT32,
  quote,
  readAddress,
  readNumber,
  readProtocol,
  readState,
  readStatus,
} from './flow-text.ts';

/** Options by every spelling that conntrack(8) knows, each with one value. */
const spellings: Readonly<Record<string, string>> = {
  '-p': 'protocol',
  '--protonum': 'protocol',
  '-t': 'timeout',
  '--timeout': 'timeout',
  '-u': 'status',
  '--status': 'status',
  '-m': 'mark',
  '--mark': 'mark',
  '-w': 'zone',
  '--zone': 'zone',
  '--orig-zone': 'original zone',
  '--reply-zone': 'reply zone',
  '-s': 'source',
  '--src': 'source',
  '--orig-src': 'source',
  '-d': 'destination',
  '--dst': 'destination',
  '--orig-dst': 'destination',
  '-r': 'reply source',
  '--reply-src': 'reply source',
  '-q': 'reply destination',
  '--reply-dst': 'reply destination',
  '-n': 'source NAT',
  '--src-nat': 'source NAT',
  '-g': 'destination NAT',
  '--dst-nat': 'destination NAT',
  '--sport': 'source port',
  '--orig-port-src': 'source port',
  '--dport': 'destination port',
  '--orig-port-dst': 'destination port',
  '--reply-port-src': 'reply source port',
  '--reply-port-dst': 'reply destination port',
  '--icmp-type': 'ICMP type',
  '--icmpv6-type': 'ICMP type',
  '--icmp-code': 'ICMP code',
  '--icmpv6-code': 'ICMP code',
  '--icmp-id': 'ICMP id',
  '--icmpv6-id': 'ICMP id',
  '--srckey': 'source key',
  '--orig-key-src': 'source key',
  '--dstkey': 'destination key',
  '--orig-key-dst': 'destination key',
  '--reply-key-src': 'reply source key',
  '--reply-key-dst': 'reply destination key',
  '--state': 'state',
  '--orig-vtag': 'original tag',
  '--reply-vtag': 'reply tag',
  '--role': 'role',
  '-f': 'family',
  '--family': 'family',
};

/** What conntrack(8) 1.4.7 writes for the one state of SCTP that it has no name for. */
const NAMELESS = '(null)';

const commands = new Set(['-A', '--add', '-I', '--create']);

/** Whether a line looks like one of a save file. */
export function isSaveLine(line: string): boolean {
  return commands.has(
    line
      .trimStart()
      .replace(/^conntrack\s+/, '')
      .split(/\s/, 1)[0] ?? '',
  );
}

/** The flow of a line of a save file. Throws a LineError. */
export function readSaveLine(line: string): Flow {
  const options = readOptions(line);
  const value = (name: string) => options.get(name);
  const number = (name: string, maximum: number) => readNumber(`the ${name}`, options.get(name), maximum);
  const optional = (name: string, maximum: number) => (options.has(name) ? number(name, maximum) : null);

  const protocol = readProtocol(value('protocol'));
  const original: Tuple = {
    source: readAddress('the source', value('source')),
    destination: readAddress('the destination', value('destination')),
    l4: readL4(protocol, number, options),
  };
  const reply = readReply(protocol, original, options, number);
  const zone = optional('zone', MAX_PORT) ?? 0;
  const state = value('state');
  return {
    family: original.source.includes(':') ? 6 : 4,
    protocol,
    original,
    reply,
    zones: {
      original: optional('original zone', MAX_PORT) ?? zone,
      reply: optional('reply zone', MAX_PORT) ?? zone,
    },
    id: 0,
    status:
      readStatus(value('status') === 'UNSET' ? '' : (value('status') ?? ''), ',') |
      (options.has('source NAT') ? StatusBit.srcNat : 0) |
      (options.has('destination NAT') ? StatusBit.dstNat : 0),
    state: state === undefined ? null : readState(protocol, state === NAMELESS ? 'HEARTBEAT_SENT' : state),
    timeoutSeconds: number('timeout', MAX_UINT32),
    mark: readMark(value('mark')),
    use: null,
    helper: null,
    labels: null,
    counters: null,
    startedAt: null,
  };
}

function readOptions(line: string): ReadonlyMap<string, string> {
  const words = line.trim().split(/\s+/);
  if (words[0] === 'conntrack') words.shift();
  const command = words.shift();
  if (command === undefined || !commands.has(command)) {
    throw new LineError(`the line must begin with -A or -I, not ${quote(command)}`);
  }
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value] = [words[at], words[at + 1]];
    const name = Object.hasOwn(spellings, option) ? spellings[option] : undefined;
    if (name === undefined) throw new LineError(`${quote(option)} is no option that makes a flow`);
    if (value === undefined) throw new LineError(`${option} has no value`);
    if (options.has(name)) throw new LineError(`the ${name} is given twice`);
    options.set(name, value);
  }
  return options;
}

type ReadOption = (name: string, maximum: number) => number;

function readL4(protocol: number, number: ReadOption, options: ReadonlyMap<string, string>): L4 {
  switch (l4Kind(protocol)) {
    case 'ports':
      return {
        kind: 'ports',
        source: number('source port', MAX_PORT),
        destination: number('destination port', MAX_PORT),
      };
    case 'icmp':
      return {
        kind: 'icmp',
        type: number('ICMP type', MAX_BYTE),
        code: options.has('ICMP code') ? number('ICMP code', MAX_BYTE) : 0,
        id: options.has('ICMP id') ? number('ICMP id', MAX_PORT) : 0,
      };
    case 'gre':
      return {
        kind: 'gre',
        sourceKey: readKey('source key', options),
        destinationKey: readKey('destination key', options),
      };
    case 'none':
      return { kind: 'none' };
  }
}

/** The reply as conntrack(8) makes it: the inverse, but for what is given. */
function readReply(
  protocol: number,
  original: Tuple,
  options: ReadonlyMap<string, string>,
  number: ReadOption,
): Tuple {
  const { source, destination, l4 } = inverseTuple(protocol, original);
  const portOr = (name: string, otherwise: number) =>
    options.has(name) ? number(name, MAX_PORT) : otherwise;
  const keyOr = (name: string, otherwise: number) => (options.has(name) ? readKey(name, options) : otherwise);
  const toSource = readNat('destination NAT', options);
  const toDestination = readNat('source NAT', options);
  let replyL4 = l4;
  if (l4.kind === 'ports') {
    replyL4 = {
      kind: 'ports',
      source: portOr('reply source port', toSource?.port ?? l4.source),
      destination: portOr('reply destination port', toDestination?.port ?? l4.destination),
    };
  } else if (l4.kind === 'gre') {
    replyL4 = {
      kind: 'gre',
      sourceKey: keyOr('reply source key', l4.sourceKey),
      destinationKey: keyOr('reply destination key', l4.destinationKey),
    };
  }
  return {
    source: toSource?.address ?? addressOr('reply source', options, source),
    destination: toDestination?.address ?? addressOr('reply destination', options, destination),
    l4: replyL4,
  };
}

function addressOr(name: string, options: ReadonlyMap<string, string>, otherwise: string): string {
  return options.has(name) ? readAddress(`the ${name}`, options.get(name)) : otherwise;
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`. */
function readNat(
  name: string,
  options: ReadonlyMap<string, string>,
): { address: string; port: number | null } | null {
  const text = options.get(name);
  if (text === undefined) return null;
  const withPort = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text);
  if (!withPort) return { address: readAddress(`the ${name}`, text), port: null };
  return {
    address: readAddress(`the ${name}`, withPort[1] ?? withPort[2]),
    port: readNumber(`the port of the ${name}`, withPort[3], MAX_PORT),
  };
}

/** GRE keys and marks may also be hexadecimal. */
function readKey(name: string, options: ReadonlyMap<string, string>): number {
  return readNumber(`the ${name}`, decimal(options.get(name)), MAX_PORT);
}

function readMark(text: string | undefined): number | null {
  return text === undefined ? null : readNumber('the mark', decimal(text), MAX_UINT32);
}

function decimal(text: string | undefined): string | undefined {
  return text !== undefined && /^0x[0-9a-f]{1,8}$/i.test(text) ? String(Number(text)) : text;
}
