import type { Counters, Flow, L4, Tuple } from '../../shared/flow.ts';
import { l4Kind } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import {
  isStateName,
  LineError,
  MAX_BYTE,
  MAX_PORT,
  MAX_UINT32,
  quote,
  readAddress,
  readNumber,
  readState,
} from './flow-text.ts';

/**
 * Lines that `conntrack -L` prints with any of `-o extended,id,ktimestamp`, and those of /proc/net/nf_conntrack:
 * `ipv4     2 tcp      6 431999 ESTABLISHED src=… dst=… sport=… dport=… packets=… [UNREPLIED] src=… mark=0 zone=7 use=1 id=…`.
 */
const START = /^(?:ipv[46] +\d+ +)?[a-z0-9]+ +(\d+) +(?:(\d+) +)?(?=[A-Z[]|src=|timeout=)/;

/** Whether a line looks like one of a listing. */
export function isListingLine(line: string): boolean {
  return START.test(line);
}

/** Everything that stands in the line as `name=value`, by direction, and the words in between. */
interface Words {
  readonly directions: readonly Map<string, string>[];
  readonly flow: ReadonlyMap<string, string>;
  readonly bare: readonly string[];
}

const inDirection = new Set([
  'dst',
  'sport',
  'dport',
  'type',
  'code',
  'srckey',
  'dstkey',
  'packets',
  'bytes',
  'zone-orig',
  'zone-reply',
]);

/** The flow of a line. Throws a LineError. */
export function readListingLine(line: string): Flow {
  const start = START.exec(line);
  if (!start) throw new LineError('the line does not begin with a protocol, its number and a timeout');
  const protocol = readNumber('the protocol', start[1], MAX_BYTE);
  const { directions, flow, bare } = splitWords(line.slice(start[0].length));
  const [original, reply] = directions;
  if (!original || !reply || directions.length > 2) {
    throw new LineError('the line does not hold two directions, each with src= and dst=');
  }
  const tuples = { original: readTuple(protocol, original), reply: readTuple(protocol, reply) };
  const optional = (name: string, maximum: number) =>
    flow.has(name) ? readNumber(name, flow.get(name), maximum) : null;
  const state = bare.find(isStateName);
  const zone = optional('zone', MAX_PORT) ?? 0;
  return {
    family: tuples.original.source.includes(':') ? 6 : 4,
    protocol,
    ...tuples,
    zones: {
      original: zoneOf('zone-orig', original) ?? zone,
      reply: zoneOf('zone-reply', reply) ?? zone,
    },
    id: optional('id', MAX_UINT32) ?? 0,
    status: readStatusWords(bare),
    state: state === undefined ? null : readState(protocol, state),
    timeoutSeconds: start[2] === undefined ? null : readNumber('the timeout', start[2], MAX_UINT32),
    mark: optional('mark', MAX_UINT32),
    use: optional('use', MAX_UINT32),
    helper: flow.get('helper') ?? null,
    labels: null,
    counters: readCounters(original, reply),
    startedAt: readStart(line),
  };
}

function splitWords(text: string): Words {
  const directions: Map<string, string>[] = [];
  const flow = new Map<string, string>();
  const bare: string[] = [];
  // GRE has commas in /proc; the time stands in brackets of its own, with spaces.
  for (const word of text.replace(/\[start=[^\]]*\]/, '').split(/[ ,]+/)) {
    const equals = word.indexOf('=');
    if (equals === -1) {
      if (word !== '') bare.push(word);
      continue;
    }
    const [name, value] = [word.slice(0, equals), word.slice(equals + 1)];
    if (name === 'src') directions.push(new Map([[name, value]]));
    else {
      const direction = directions.at(-1);
      // An ICMP id comes in each direction, before the flow's own id.
      const isIcmpId = name === 'id' && direction?.has('type') === true && !direction.has('id');
      if (direction && (inDirection.has(name) || isIcmpId)) direction.set(name, value);
      else flow.set(name, value);
    }
  }
  return { directions, flow, bare };
}

function readTuple(protocol: number, words: ReadonlyMap<string, string>): Tuple {
  return {
    source: readAddress('src', words.get('src')),
    destination: readAddress('dst', words.get('dst')),
    l4: readL4(protocol, words),
  };
}

function readL4(protocol: number, words: ReadonlyMap<string, string>): L4 {
  const number = (name: string, maximum: number) => readNumber(name, words.get(name), maximum);
  const kind = l4Kind(protocol);
  if (kind === 'ports' && words.has('sport')) {
    return { kind, source: number('sport', MAX_PORT), destination: number('dport', MAX_PORT) };
  }
  if (kind === 'icmp' && words.has('type')) {
    return {
      kind,
      type: number('type', MAX_BYTE),
      code: number('code', MAX_BYTE),
      id: number('id', MAX_PORT),
    };
  }
  if (kind === 'gre' && words.has('srckey')) {
    return { kind, sourceKey: readKey('srckey', words), destinationKey: readKey('dstkey', words) };
  }
  return { kind: 'none' };
}

function readKey(name: string, words: ReadonlyMap<string, string>): number {
  const text = words.get(name) ?? '';
  return readNumber(name, /^0x[0-9a-f]{1,4}$/.test(text) ? String(Number(text)) : text, MAX_PORT);
}

function zoneOf(name: string, words: ReadonlyMap<string, string>): number | null {
  return words.has(name) ? readNumber(name, words.get(name), MAX_PORT) : null;
}

const statusWords: Readonly<Record<string, number>> = {
  '[ASSURED]': StatusBit.assured,
  '[OFFLOAD]': StatusBit.offload,
  '[HW_OFFLOAD]': StatusBit.offload | StatusBit.hwOffload,
  '[UNREPLIED]': 0,
};

/** What a listing shows of the status: the listed flow is confirmed, and answered unless it says otherwise. */
function readStatusWords(bare: readonly string[]): number {
  let status: number = StatusBit.confirmed;
  if (!bare.includes('[UNREPLIED]')) status |= StatusBit.seenReply;
  for (const word of bare) {
    if (!word.startsWith('[')) continue;
    const bits = Object.hasOwn(statusWords, word) ? statusWords[word] : undefined;
    if (bits === undefined) throw new LineError(`${quote(word)} is no status`);
    status |= bits;
  }
  return status;
}

function readCounters(
  original: ReadonlyMap<string, string>,
  reply: ReadonlyMap<string, string>,
): Flow['counters'] {
  if (!original.has('packets') || !reply.has('packets')) return null;
  const read = (words: ReadonlyMap<string, string>): Counters => ({
    packets: readNumber('packets', words.get('packets'), Number.MAX_VALUE),
    bytes: readNumber('bytes', words.get('bytes'), Number.MAX_VALUE),
  });
  return { original: read(original), reply: read(reply) };
}

/** `[start=Sun Nov 22 14:31:46 2026]`, in the time zone of whoever listed it: taken as ours. */
function readStart(line: string): number | null {
  const text = /\[start=([^\]]*)\]/.exec(line)?.[1];
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
