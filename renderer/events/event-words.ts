import { describeFlow, type Flow } from '../../shared/flow.ts';
import type { Before, LogEntry } from '../../shared/flow-event.ts';
import { protocolName, stateName } from '../../shared/protocol.ts';
import { statusMeanings } from '../../shared/status.ts';
import { formatAge, formatBytes, formatDuration, formatMark } from '../ui/format.ts';

type Gap = Extract<LogEntry, { kind: 'gap' }>;

/** What an entry is called in the table. */
export const kindWords: Readonly<Record<LogEntry['kind'], string>> = {
  new: 'New',
  updated: 'Updated',
  destroyed: 'Destroyed',
  gap: 'Gap',
};

/** `192.0.2.1:40000 → 198.51.100.1:443`; the protocol has a column of its own. */
export function tupleText({ protocol, original }: Flow): string {
  return describeFlow(protocol, original).slice(protocolName(protocol).length + 1);
}

/** What an event says beyond its kind: `SYN_SENT → SYN_RECV, +SEEN_REPLY`. Empty when it says nothing more. */
export function changeText(entry: LogEntry): string {
  switch (entry.kind) {
    case 'new':
      return [stateText(entry.flow), ...statusNames(entry.flow.status & ~USUAL)].filter(Boolean).join(', ');
    case 'updated':
      return entry.before === null
        ? 'not seen before'
        : differences(entry.flow, entry.before).join(', ') || 'nothing that is shown';
    case 'destroyed':
      return endText(entry);
    case 'gap':
      return repairText(entry);
  }
}

/** What is missing, as far as it is known, how often and why. */
export function gapText({ cause, losses }: Gap): string {
  if (cause === 'injection') return 'New flows were not listened to here, because very many were injected';
  if (cause === 'deletion')
    return 'Flows that ended were not listened to here, because very many were deleted';
  if (cause === 'disconnected') return 'Events may be missing here: nothing read them for a while';
  return `Events were lost here${losses > 1 ? `, ${losses} times` : ''}: they came faster than they were read`;
}

function repairText({ at, repairedAt }: Gap): string {
  if (repairedAt === null) return 'not repaired yet';
  return `repaired ${formatAge(repairedAt - at)} later by a listing`;
}

/** CONFIRMED and the two that say that translation was decided upon: every flow in the table has them. */
const USUAL = (1 << 3) | (1 << 7) | (1 << 8);

function stateText({ protocol, state }: Pick<Flow, 'protocol' | 'state'>): string {
  return state === null ? '' : stateName(protocol, state);
}

function statusNames(status: number): string[] {
  return statusMeanings.filter(({ bit }) => (status & bit) !== 0).map(({ kernelName }) => kernelName);
}

function differences(flow: Flow, before: Before): string[] {
  const came = statusNames(flow.status & ~before.status).map((name) => `+${name}`);
  const went = statusNames(before.status & ~flow.status).map((name) => `−${name}`);
  const changes: readonly (readonly [string, string, string])[] = [
    ['', stateText({ protocol: flow.protocol, state: before.state }), stateText(flow)],
    ['mark ', markText(before.mark), markText(flow.mark)],
    ['helper ', before.helper ?? 'none', flow.helper ?? 'none'],
    ['labels ', before.labels ?? 'none', flow.labels ?? 'none'],
  ];
  const words = changes
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => (was === '' ? `${name}${is}` : `${name}${was} → ${is}`));
  return [...words, ...came, ...went];
}

function markText(mark: number | null): string {
  return formatMark(mark ?? 0);
}

function endText({ at, flow }: Extract<LogEntry, { kind: 'destroyed' }>): string {
  const { startedAt, counters } = flow;
  const life = startedAt === null ? null : `after ${formatDuration((at - startedAt) / 1000)}`;
  const bytes =
    counters === null ? null : `${formatBytes(counters.original.bytes + counters.reply.bytes)} both ways`;
  return [life, bytes].filter(Boolean).join(', ');
}
