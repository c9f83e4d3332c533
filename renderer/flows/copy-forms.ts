import { type Command, commandLine, deleteCommand, getCommand } from '../../shared/command.ts';
import { InspectorError } from '../../shared/errors.ts';
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

/** A way to write flows for the clipboard. */
export interface CopyForm {
  readonly name: string;
  /** Several flows; null where one of them cannot be written so. */
  readonly write: (flows: readonly Flow[]) => string | null;
}

/** Every form in which flows can be copied. */
export const copyForms: readonly CopyForm[] = [
  { name: 'text', write: perLine((flow) => flowText(refOf(flow))) },
  { name: 'tuple', write: perLine((flow) => tupleText(refOf(flow))) },
  { name: 'JSON', write: (flows) => JSON.stringify(flows.length === 1 ? flows[0] : flows, null, 2) },
  { name: 'the command that shows it', write: perLine((flow) => commandText(getCommand(refOf(flow)))) },
  { name: 'the command that deletes it', write: perLine((flow) => commandText(deleteCommand(refOf(flow)))) },
];

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
export function copyChosenAs(form: CopyForm): void {
  void attempt(
    readChosen().then(async (flows) => {
      const text = form.write(flows);
      if (text !== null) await copyText(text, `${formatQuantity(flows.length, 'flow')} as ${form.name}`);
      else throw new InspectorError(unwritable(form));
    }),
  );
}

/** So many flows fit on a clipboard with all that is known of them. */
const MOST_COPIED = 1000;
/** So many questions are under way at once. */
const BATCH = 50;

async function readChosen(): Promise<readonly Flow[]> {
  const { isAll, selection } = flowChoiceStore.getState();
  const { filter, sort, page } = flowRowsStore.getState();
  const { targetId } = sessionStore.getState();
  const count = isAll ? (page?.matched ?? 0) : selection.size;
  if (count > MOST_COPIED) throw new InspectorError(tooMany(count));
  if (isAll) {
    const query = { targetId, filter, sort: [...sort], offset: 0, limit: MOST_COPIED };
    const { rows } = await call('flows.query', query);
    return rows.filter((row) => row.goneSince === null).map((row) => row.flow);
  }
  const atHand = new Map(page?.rows.map(({ flow }) => [lifeKey(refOf(flow)), flow]));
  const refs = [...selection.values()];
  const flows: Flow[] = [];
  for (let from = 0; from < refs.length; from += BATCH) {
    const some = refs.slice(from, from + BATCH).map(async (ref) => {
      return atHand.get(lifeKey(ref)) ?? (await call('flows.get', { targetId, ref })).flow;
    });
    flows.push(...(await Promise.all(some)));
  }
  return flows;
}

function perLine(write: (flow: Flow) => string | null): CopyForm['write'] {
  return (flows) => {
    const lines = flows.map(write);
    return lines.includes(null) ? null : lines.join('\n');
  };
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

function tooMany(count: number) {
  return {
    code: 'invalid',
    operation: 'copy flows',
    message: `${formatCount(count)} flows are too many to copy; ${formatCount(MOST_COPIED)} are not.`,
    hint: 'Export writes any number of them to a file.',
  } as const;
}

function unwritable({ name }: CopyForm) {
  return {
    code: 'unsupported',
    operation: 'copy flows',
    message: `conntrack(8) has no ${name} for one of these flows.`,
  } as const;
}
