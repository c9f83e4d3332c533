import { formatCount, formatRate, formatShare } from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import styles from './zone-columns.module.css';
import type { ZoneColumn, ZoneRow } from './zone-rows.ts';

type Column = GridColumn<ZoneRow> & { readonly id: ZoneColumn };

/** The columns of the zone table. */
export const zoneColumns: readonly Column[] = [
  number('zone', 'Zone', 70, ({ usage }) => <span className={styles.zone}>{usage.zone}</span>),
  number('flows', 'Flows', 80, ({ usage }) => formatCount(usage.flows)),
  {
    id: 'share',
    title: 'Share of table',
    width: 130,
    grow: 1,
    sortable: true,
    cell: (row) => <Share row={row} />,
  },
  protocol('tcp', 'TCP'),
  protocol('udp', 'UDP'),
  protocol('icmp', 'ICMP'),
  protocol('other', 'Other'),
  number('assured', 'Assured', 76, ({ usage }) => formatShare(usage.assured, usage.flows)),
  number('unreplied', 'Unreplied', 88, ({ usage }) => formatShare(usage.unreplied, usage.flows)),
  number('new', 'New/s', 64, ({ usage }) => formatRate(usage.newPerSecond)),
  number('gone', 'Gone/s', 68, ({ usage }) => formatRate(usage.gonePerSecond)),
  {
    id: 'direction',
    title: 'Direction',
    width: 108,
    sortable: true,
    cell: ({ direction }) => <span className={styles.quiet}>{direction}</span>,
  },
];

function number(id: ZoneColumn, title: string, width: number, cell: Column['cell']): Column {
  return { id, title, width, align: 'end', sortable: true, cell };
}

/** How many flows of a zone are of a protocol, in the protocol's colour. */
function protocol(id: 'tcp' | 'udp' | 'icmp' | 'other', title: string): Column {
  return number(id, title, 68, (row) => (
    <span className={row[id] === 0 ? styles.quiet : styles[id]}>{formatCount(row[id])}</span>
  ));
}

function Share({ row }: { readonly row: ZoneRow }) {
  return (
    <span className={styles.share}>
      <span className={styles.track} aria-hidden>
        <span className={styles.bar} style={{ width: `${row.share * 100}%` }} />
      </span>
      <span className={styles.percent}>{formatShare(row.share, 1)}</span>
    </span>
  );
}
