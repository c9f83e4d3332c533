import { describeFlow, type Flow } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { labelText } from '../../shared/label.ts';
import { formatDuration, formatMark, formatMoment, MISSING } from '../ui/format.ts';
import { KeyValue, KeyValues } from '../ui/panel.tsx';

interface FlowIdentityProps {
  readonly flow: Flow;
  readonly master: FlowDetails['master'];
  readonly now: number;
}

/** What names a flow, and what was written on it. */
export function FlowIdentity({ flow, master, now }: FlowIdentityProps) {
  const { mark, labels, helper, startedAt, id, use } = flow;
  return (
    <KeyValues>
      <KeyValue name="Zone">{zoneText(flow.zones)}</KeyValue>
      <KeyValue name="Mark">{mark === null ? MISSING : formatMark(mark)}</KeyValue>
      <KeyValue name="Labels">{labels === null ? MISSING : labelText(labels)}</KeyValue>
      <KeyValue name="Helper">{helper ?? MISSING}</KeyValue>
      {master && <KeyValue name="Foretold by">{describeFlow(master.protocol, master.original)}</KeyValue>}
      <KeyValue name="Started">{startedAt === null ? MISSING : startedText(startedAt, now)}</KeyValue>
      <KeyValue name="ID">{id}</KeyValue>
      <KeyValue name="References">{use ?? MISSING}</KeyValue>
    </KeyValues>
  );
}

function zoneText({ original, reply }: Flow['zones']): string {
  if (original === reply) return `${original} (both directions)`;
  if (reply === 0) return `${original} (original direction only)`;
  if (original === 0) return `${reply} (reply direction only)`;
  return `${original} (original), ${reply} (reply)`;
}

function startedText(startedAt: number, now: number): string {
  return `${formatMoment(startedAt, now)} (${formatDuration((now - startedAt) / 1000)} ago)`;
}
