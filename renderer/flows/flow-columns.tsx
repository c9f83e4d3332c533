import type { Flow, Tuple } from '../../shared/flow.ts';
import type { FlowRow, SortColumn } from '../../shared/flow-page.ts';
import { labelText } from '../../shared/label.ts';
import { stateName } from '../../shared/protocol.ts';
import { formatZones } from '../../shared/zone.ts';
import { engineNow } from '../engine-clock.ts';
import {
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatMark,
  formatSince,
  MISSING,
} from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import { ProtocolName, protocolLabel } from '../ui/protocol-name.tsx';
import { Endpoint, endpointText } from './endpoint.tsx';
import styles from './flow-columns.module.css';
import { FlowTags, flowTags } from './flow-tags.tsx';
import { RateBar } from './rate-bar.tsx';

/** A column of the table of flows. The `tick` of its cells is the time since the rows came, in seconds. */
export interface FlowColumn extends GridColumn<FlowRow> {
  readonly id: SortColumn;
  /** Its name where there is room. */
  readonly name: string;
  /** What a cell says, as text. */
  readonly text: (row: FlowRow, secondsSince: number) => string;
}

type Direction = 'original' | 'reply';
type Text = FlowColumn['text'];

/**
 * Every column that there is, in the order in which they are offered. Those shown at first fit a window of 1024 px, with the scroll
 * bar and the button beside their names.
 */
export const flowColumns: readonly FlowColumn[] = [
  {
    ...column('protocol', 'Proto', 74, ({ flow }) => protocolLabel(flow.protocol)),
    name: 'Protocol',
    cell: ({ flow }) => <ProtocolName protocol={flow.protocol} />,
  },
  endpoint('source', 'Source', 1.1, 'original', 'source'),
  endpoint('destination', 'Destination', 1.2, 'original', 'destination'),
  endpoint('replySource', 'Reply source', 1.1, 'reply', 'source'),
  endpoint('replyDestination', 'Reply destination', 1.2, 'reply', 'destination'),
  {
    ...column('state', 'State', 104, stateText),
    cell: (row) => <Words text={stateText(row)} />,
  },
  {
    ...column('status', 'Status', 128, ({ flow }) =>
      flowTags(flow)
        .map(([word]) => word)
        .join(', '),
    ),
    grow: 0.5,
    cell: ({ flow }) => <FlowTags flow={flow} />,
  },
  {
    ...number('zone', 'Zone', 72, ({ flow }) => formatZones(flow.zones)),
    cell: zoneCell,
  },
  { ...number('zoneOriginal', 'Zone orig.', 84, zoneText('original')), name: 'Zone, original direction' },
  { ...number('zoneReply', 'Zone reply', 84, zoneText('reply')), name: 'Zone, reply direction' },
  number('mark', 'Mark', 96, ({ flow }) => (flow.mark === null ? MISSING : formatMark(flow.mark))),
  words('labels', 'Labels', 120, ({ flow }) => (flow.labels === null ? MISSING : labelText(flow.labels))),
  words('helper', 'Helper', 96, ({ flow }) => flow.helper ?? MISSING),
  { ...amount('bytes', 'Bytes', formatBytes, bothWays('bytes')), name: 'Bytes, both directions', width: 70 },
  {
    ...amount('bytesOriginal', 'Bytes orig.', formatBytes, oneWay('bytes', 'original')),
    name: 'Bytes, original direction',
  },
  {
    ...amount('bytesReply', 'Bytes reply', formatBytes, oneWay('bytes', 'reply')),
    name: 'Bytes, reply direction',
  },
  { ...amount('packets', 'Packets', formatCount, bothWays('packets')), name: 'Packets, both directions' },
  {
    ...amount('packetsOriginal', 'Pkts orig.', formatCount, oneWay('packets', 'original')),
    name: 'Packets, original direction',
  },
  {
    ...amount('packetsReply', 'Pkts reply', formatCount, oneWay('packets', 'reply')),
    name: 'Packets, reply direction',
  },
  {
    ...number('rate', 'Rate', 60, ({ bytesPerSecond }) =>
      bytesPerSecond === null ? MISSING : formatByteRate(bytesPerSecond),
    ),
    cell: ({ bytesPerSecond }) => <RateBar bytesPerSecond={bytesPerSecond} />,
  },
  quiet('expires', 'Expires', 82, expiresText),
  quiet('age', 'Age', 82, ageText),
  number('id', 'ID', 92, ({ flow }) => String(flow.id)),
];

/** The columns with these ids, in their order. */
export function columnsOf(ids: readonly SortColumn[]): readonly FlowColumn[] {
  return [...new Set(ids)].flatMap((id) => flowColumns.filter((column) => column.id === id));
}

/** Whether a text names a column. */
export function isFlowColumn(id: string): id is SortColumn {
  return flowColumns.some((column) => column.id === id);
}

function column(id: SortColumn, title: string, width: number, text: Text): FlowColumn {
  return { id, title, name: title, width, sortable: true, text, cell: text };
}

function number(id: SortColumn, title: string, width: number, text: Text): FlowColumn {
  return { ...column(id, title, width, text), align: 'end' };
}

/** Text that may be longer than its column. */
function words(id: SortColumn, title: string, width: number, text: Text): FlowColumn {
  return { ...column(id, title, width, text), cell: (row, tick) => <Words text={text(row, tick)} /> };
}

function quiet(id: SortColumn, title: string, width: number, text: Text): FlowColumn {
  const cell: FlowColumn['cell'] = (row, tick) => <span className={styles.quiet}>{text(row, tick)}</span>;
  return { ...number(id, title, width, text), cell };
}

function endpoint(
  id: SortColumn,
  title: string,
  grow: number,
  direction: Direction,
  end: 'source' | 'destination',
): FlowColumn {
  const tupleOf = (flow: Flow): Tuple => flow[direction];
  return {
    ...column(id, title, 160, ({ flow }) => endpointText(flow.protocol, tupleOf(flow), end)),
    grow,
    cell: ({ flow }) => <Endpoint protocol={flow.protocol} tuple={tupleOf(flow)} end={end} />,
  };
}

type Amount = (counters: NonNullable<Flow['counters']>) => number;

function amount(id: SortColumn, title: string, format: (amount: number) => string, of: Amount): FlowColumn {
  const text: Text = ({ flow: { counters } }) => (counters === null ? MISSING : format(of(counters)));
  return {
    ...number(id, title, 76, text),
    cell: (row) => {
      const isNone = row.flow.counters !== null && of(row.flow.counters) === 0;
      return <span className={isNone ? styles.quiet : undefined}>{text(row, 0)}</span>;
    },
  };
}

function bothWays(what: 'bytes' | 'packets'): Amount {
  return ({ original, reply }) => original[what] + reply[what];
}

function oneWay(what: 'bytes' | 'packets', direction: Direction): Amount {
  return (counters) => counters[direction][what];
}

function Words({ text }: { readonly text: string }) {
  return (
    <span className={styles.words} title={text}>
      {text}
    </span>
  );
}

function stateText({ flow: { protocol, state } }: FlowRow): string {
  return state === null ? MISSING : stateName(protocol, state);
}

function zoneText(direction: Direction): Text {
  return ({ flow }) => String(flow.zones[direction]);
}

function zoneCell({ flow: { zones } }: FlowRow) {
  const text = formatZones(zones);
  if (zones.original === zones.reply) return text;
  return <span title={`original ${zones.original}, reply ${zones.reply}`}>{text}</span>;
}

function expiresText({ flow, goneSince }: FlowRow, secondsSince: number): string {
  if (flow.timeoutSeconds === null) return MISSING;
  return formatDuration(flow.timeoutSeconds - (goneSince === null ? secondsSince : 0));
}

function ageText({ flow: { startedAt }, goneSince }: FlowRow): string {
  if (startedAt === null) return MISSING;
  return formatSince(startedAt, goneSince ?? engineNow());
}
