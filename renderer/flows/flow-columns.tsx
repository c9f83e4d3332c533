import type { Flow } from '../../shared/flow.ts';
import type { FlowRow, SortColumn } from '../../shared/flow-page.ts';
import { stateName } from '../../shared/protocol.ts';
import { formatZones } from '../../shared/zone.ts';
import { formatBytes, formatDuration, MISSING } from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import { ProtocolName } from '../ui/protocol-name.tsx';
import { Endpoint } from './endpoint.tsx';
import styles from './flow-columns.module.css';
import { FlowTags } from './flow-tags.tsx';
import { RateBar } from './rate-bar.tsx';

interface FlowColumn extends GridColumn<FlowRow> {
  readonly id: SortColumn;
}

/** The columns of the table. Their `tick` is the time since the rows came, in seconds. */
export const flowColumns: readonly FlowColumn[] = [
  {
    id: 'protocol',
    title: 'Proto',
    width: 74,
    sortable: true,
    cell: ({ flow }) => <ProtocolName protocol={flow.protocol} />,
  },
  {
    id: 'source',
    title: 'Source',
    width: 164,
    grow: 1.1,
    sortable: true,
    cell: ({ flow }) => <Endpoint protocol={flow.protocol} tuple={flow.original} end="source" />,
  },
  {
    id: 'destination',
    title: 'Destination',
    width: 164,
    grow: 1.2,
    sortable: true,
    cell: ({ flow }) => <Endpoint protocol={flow.protocol} tuple={flow.original} end="destination" />,
  },
  {
    id: 'state',
    title: 'State',
    width: 112,
    sortable: true,
    cell: ({ flow }) => <StateCell flow={flow} />,
  },
  {
    id: 'status',
    title: 'Status',
    width: 176,
    grow: 0.5,
    sortable: true,
    cell: ({ flow }) => <FlowTags flow={flow} />,
  },
  { id: 'zone', title: 'Zone', width: 76, align: 'end', sortable: true, cell: zoneCell },
  {
    id: 'bytes',
    title: 'Bytes',
    width: 76,
    align: 'end',
    sortable: true,
    cell: ({ flow }) => <BytesCell counters={flow.counters} />,
  },
  {
    id: 'rate',
    title: 'Rate',
    width: 60,
    align: 'end',
    sortable: true,
    cell: ({ bytesPerSecond }) => <RateBar bytesPerSecond={bytesPerSecond} />,
  },
  {
    id: 'expires',
    title: 'Expires',
    width: 82,
    align: 'end',
    sortable: true,
    cell: (row, secondsSince) => <span className={styles.quiet}>{expiresText(row, secondsSince)}</span>,
  },
];

/** Whether a text names a column that flows can be sorted by. */
export function isSortColumn(id: string): id is SortColumn {
  return flowColumns.some((column) => column.id === id);
}

function StateCell({ flow: { protocol, state } }: { readonly flow: Flow }) {
  if (state === null) return MISSING;
  const name = stateName(protocol, state);
  return (
    <span className={styles.state} title={name}>
      {name}
    </span>
  );
}

function BytesCell({ counters }: Pick<Flow, 'counters'>) {
  if (counters === null) return MISSING;
  const bytes = counters.original.bytes + counters.reply.bytes;
  return <span className={bytes === 0 ? styles.quiet : undefined}>{formatBytes(bytes)}</span>;
}

function expiresText({ flow, goneSince }: FlowRow, secondsSince: number): string {
  if (flow.timeoutSeconds === null) return MISSING;
  return formatDuration(flow.timeoutSeconds - (goneSince === null ? secondsSince : 0));
}

function zoneCell({ flow: { zones } }: FlowRow) {
  const text = formatZones(zones);
  if (zones.original === zones.reply) return text;
  return <span title={`original ${zones.original}, reply ${zones.reply}`}>{text}</span>;
}
