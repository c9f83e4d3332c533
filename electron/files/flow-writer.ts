import type { FileFormat, FlowNote } from '../../shared/file.ts';
import type { Flow } from '../../shared/flow.ts';
import { inverseTuple } from '../../shared/inverse-tuple.ts';
import { SCTP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { saveLine } from '../cli/save-line.ts';
import { csvHeader, flowCsv } from './flow-csv.ts';
import { FlowNotes } from './flow-notes.ts';
import { SNAPSHOT_VERSION } from './snapshot.ts';

/** Writes flows in one format. Every text ends its line. */
export interface FlowWriter {
  /** What comes before the first flow. */
  readonly head: string;
  /** One flow; empty when the format has no way to say it. */
  line(flow: Flow): string;
  /** What comes after the last of `flows`. */
  tail(flows: number): string;
  /** What the format could not carry, and of how many flows. */
  lost(): FlowNote[];
  /** Flows it had no way to say, by reason. */
  leftOut(): FlowNote[];
}

/** `target` is the title of the table that the flows are from. */
export function createFlowWriter(format: FileFormat, target: string, now: Date): FlowWriter {
  switch (format) {
    case 'csv':
      return { ...complete, head: `${csvHeader}\r\n`, line: (flow) => `${flowCsv(flow)}\r\n` };
    case 'jsonl':
      return { ...complete, head: '', line: jsonLine };
    case 'snapshot':
      return {
        ...complete,
        head: jsonLine({
          conntrackInspectorSnapshot: SNAPSHOT_VERSION,
          writtenAt: now.toISOString(),
          target,
        }),
        line: jsonLine,
        tail: (flows) => jsonLine({ flows }),
      };
    case 'save':
      return createSaveWriter();
  }
}

/** Formats that carry all that the table knows. */
const complete: Pick<FlowWriter, 'tail' | 'lost' | 'leftOut'> = {
  tail: () => '',
  lost: () => [],
  leftOut: () => [],
};

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function createSaveWriter(): FlowWriter {
  const lost = new FlowNotes();
  const leftOut = new FlowNotes();
  return {
    head: '',
    line(flow) {
      const saved = saveLine(flow);
      if ('whyNot' in saved) {
        leftOut.add(saved.whyNot);
        return '';
      }
      for (const what of notSaved(flow)) lost.add(what);
      return `${saved.line}\n`;
    },
    tail: () => '',
    lost: () => lost.list(),
    leftOut: () => leftOut.list(),
  };
}

/** What conntrack(8) cannot be told of a flow. */
function notSaved({ protocol, original, reply, ...flow }: Flow): string[] {
  const counted = flow.counters !== null && flow.counters.original.packets + flow.counters.reply.packets > 0;
  const both = StatusBit.srcNat | StatusBit.dstNat;
  const plain = inverseTuple(protocol, original).l4;
  const isOtherL4 = JSON.stringify(reply.l4) !== JSON.stringify(plain);
  return [
    ...(counted ? ['counters'] : []),
    ...(flow.startedAt === null ? [] : ['start time']),
    ...(flow.labels === null ? [] : ['labels']),
    ...(flow.helper === null ? [] : ['helper']),
    ...(protocol === SCTP ? ['SCTP verification tags'] : []),
    ...((flow.status & both) === both && reply.l4.kind === 'ports' && isOtherL4
      ? ['translated ports, where both ends are translated']
      : []),
    ...(reply.l4.kind === 'icmp' && isOtherL4 ? ['ICMP numbers of the reply'] : []),
  ];
}
