import { MOST_NAMED } from '../../shared/choice.ts';
import { type Command, commandLine, deleteCommand, getCommand } from '../../shared/command.ts';
import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import { describeFlow, type Flow, type FlowRef, type L4, refOf } from '../../shared/flow.ts';
import { protocolName } from '../../shared/protocol.ts';
import { formatZones } from '../../shared/zone.ts';
import { call, sessionStore } from '../session.ts';
import { copyText } from '../ui/clipboard.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { flowChoiceStore } from './flow-choice.ts';
import { lifeKey } from './flow-key.ts';
import { flowRowsStore } from './flow-rows.ts';
import { type Selection, sizeOf } from './selection.ts';

/** A way to write flows for the clipboard. */
export interface CopyForm {
  readonly name: string;
  /** A flow as one line, of which its identity is enough; null where it cannot be written so. Absent: JSON of all that is known. */
  readonly line?: (ref: FlowRef) => string | null;
}

const asText: CopyForm = { name: 'text', line: flowText };

/** Every form in which flows can be copied. */
export const copyForms: readonly CopyForm[] = [
  asText,
  { name: 'tuple', line: tupleText },
  { name: 'JSON' },
  { name: 'the command that shows it', line: (ref) => commandText(getCommand(ref)) },
  { name: 'the command that deletes it', line: (ref) => commandText(deleteCommand(ref)) },
];

/** A flow in a form; null where it cannot be written so. */
export function textOf({ line }: CopyForm, flow: Flow): string | null {
  return line ? line(refOf(flow)) : json([flow]);
}

/** `tcp 192.0.2.1:40000 → 198.51.100.1:443 zone 0`. */
export function flowText(ref: FlowRef): string {
  return `${describeFlow(ref.protocol, ref.original)} zone ${formatZones(ref.zones)}`;
}

/** The original tuple in conntrack(8)'s words: `tcp src=192.0.2.1 dst=198.51.100.1 sport=40000 dport=443`. */
export function tupleText({ protocol, original, zones }: FlowRef): string {
  const { source, destination, l4 } = original;
  const words = [protocolName(protocol), `src=${source}`, `dst=${destination}`, ...l4Words(l4)];
  if (zones.original === zones.reply) return [...words, ...zoneWords('zone', zones.original)].join(' ');
  return [...words, ...zoneWords('zone-orig', zones.original), ...zoneWords('zone-reply', zones.reply)].join(
    ' ',
  );
}

/** Copies the chosen flows in a form. */
export function copyChosenAs(form: CopyForm = asText): void {
  void attempt(copyChosen(form));
}

/** So many flows fit on a clipboard with all that is known of them, and so many as lines. */
const MOST_COPIED = 1000;
const MOST_LINES = 100_000;
/** So many questions are under way at once. */
const BATCH = 50;

async function copyChosen({ name, line }: CopyForm): Promise<void> {
  const { isAll, selection } = flowChoiceStore.getState();
  const count = isAll ? (flowRowsStore.getState().page?.matched ?? 0) : sizeOf(selection);
  const most = line && !isAll ? MOST_LINES : MOST_COPIED;
  if (count > most) throw new InspectorError(tooMany(count, most));
  const matching = isAll ? await matchingFlows() : null;
  const refs = matching?.map(refOf) ?? (await refsOf(selection));
  if (line) {
    const lines = refs.map(line);
    if (lines.includes(null)) throw new InspectorError(unwritable(name));
    await copyText(lines.join('\n'), `${formatQuantity(refs.length, 'flow')} as ${name}`);
    return;
  }
  const flows = matching ?? (await readFlows(refs));
  const ended = refs.length - flows.length;
  if (ended > 0 && flows.length === 0) throw new InspectorError(allEnded);
  const without = ended > 0 ? `, without ${formatCount(ended)} that had ended` : '';
  await copyText(json(flows), `${formatQuantity(flows.length, 'flow')} as ${name}${without}`);
}

/** The first flows that match the filter. */
async function matchingFlows(): Promise<readonly Flow[]> {
  const { filter, sort } = flowRowsStore.getState();
  const { targetId } = sessionStore.getState();
  const query = { targetId, filter, sort: [...sort], offset: 0, limit: MOST_COPIED };
  const { rows } = await call('flows.query', query);
  return rows.filter((row) => row.goneSince === null).map((row) => row.flow);
}

/** Which flows are selected. */
async function refsOf({ named, choice, without }: Selection): Promise<readonly FlowRef[]> {
  const { targetId } = sessionStore.getState();
  const refs: FlowRef[] = [];
  for (let offset = 0; choice !== null && offset < choice.count; offset += MOST_NAMED) {
    const { choiceId } = choice;
    refs.push(...(await call('flows.chosen', { targetId, choiceId, offset, limit: MOST_NAMED })));
  }
  return [...refs.filter((ref) => !without.has(lifeKey(ref))), ...named.values()];
}

/** All that is known of these flows; those that have ended are left out. */
async function readFlows(refs: readonly FlowRef[]): Promise<readonly Flow[]> {
  const { page } = flowRowsStore.getState();
  const atHand = new Map(page?.rows.map(({ flow }) => [lifeKey(refOf(flow)), flow]));
  const flows: Flow[] = [];
  for (let from = 0; from < refs.length; from += BATCH) {
    const some = refs.slice(from, from + BATCH).map((ref) => atHand.get(lifeKey(ref)) ?? readFlow(ref));
    flows.push(...(await Promise.all(some)).filter((flow) => flow !== null));
  }
  return flows;
}

async function readFlow(ref: FlowRef): Promise<Flow | null> {
  try {
    return (await call('flows.get', { targetId: sessionStore.getState().targetId, ref })).flow;
  } catch (thrown) {
    if (toInspectorError(thrown, 'copy flows').data.code === 'not-found') return null;
    throw thrown;
  }
}

function json(flows: readonly Flow[]): string {
  return JSON.stringify(flows.length === 1 ? flows[0] : flows, null, 2);
}

function commandText(command: Command): string | null {
  return 'argv' in command ? commandLine(command.argv) : null;
}

function l4Words(l4: L4): readonly string[] {
  switch (l4.kind) {
    case 'ports':
      return [`sport=${l4.source}`, `dport=${l4.destination}`];
    case 'icmp':
      return [`type=${l4.type}`, `code=${l4.code}`, `id=${l4.id}`];
    case 'gre':
      return [`srckey=0x${l4.sourceKey.toString(16)}`, `dstkey=0x${l4.destinationKey.toString(16)}`];
    case 'none':
      return [];
  }
}

function zoneWords(name: string, zone: number): readonly string[] {
  return zone === 0 ? [] : [`${name}=${zone}`];
}

function tooMany(count: number, most: number) {
  return {
    code: 'invalid',
    operation: 'copy flows',
    message: `${formatCount(count)} flows are too many to copy; ${formatCount(most)} are not.`,
    hint: 'Export writes any number of them to a file.',
  } as const;
}

const allEnded = {
  code: 'not-found',
  operation: 'copy flows',
  message: 'These flows have ended.',
} as const;

function unwritable(name: string) {
  return {
    code: 'unsupported',
    operation: 'copy flows',
    message: `conntrack(8) has no ${name} for one of these flows.`,
  } as const;
}
