import { classes } from '../ui/classes.ts';
import { formatCount, formatRate, formatShare } from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import styles from './zone-columns.module.css';
import type { ZoneColumn, ZoneRow } from './zone-rows.ts';

/** The columns of the zone table. */
export const zoneColumns: readonly (GridColumn<ZoneRow> & { readonly id: ZoneColumn })[] = [
  {
    id: 'zone',
    title: 'Zone',
    width: 70,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => <span className={styles.zone}>{usage.zone}</span>,
  },
  {
    id: 'flows',
    title: 'Flows',
    width: 84,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => formatCount(usage.flows),
  },
  {
    id: 'share',
    title: 'Share of table',
    width: 170,
    grow: 2,
    sortable: true,
    cell: (row) => <Share row={row} />,
  },
  {
    id: 'protocols',
    title: 'TCP / UDP / ICMP / other',
    width: 216,
    grow: 1,
    sortable: true,
    cell: (row) => <Protocols row={row} />,
  },
  {
    id: 'assured',
    title: 'Assured',
    width: 80,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => formatShare(usage.assured, usage.flows),
  },
  {
    id: 'unreplied',
    title: 'Unreplied',
    width: 92,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => formatShare(usage.unreplied, usage.flows),
  },
  {
    id: 'new',
    title: 'New/s',
    width: 70,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => formatRate(usage.newPerSecond),
  },
  {
    id: 'gone',
    title: 'Gone/s',
    width: 74,
    align: 'end',
    sortable: true,
    cell: ({ usage }) => formatRate(usage.gonePerSecond),
  },
  {
    id: 'direction',
    title: 'Direction',
    width: 112,
    sortable: true,
    cell: ({ direction }) => <span className={styles.quiet}>{direction}</span>,
  },
];

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

function Protocols({ row }: { readonly row: ZoneRow }) {
  const parts = [
    [styles.tcp, row.tcp],
    [styles.udp, row.udp],
    [styles.icmp, row.icmp],
    [styles.other, row.other],
  ] as const;
  return (
    <span className={styles.protocols}>
      {parts.map(([tone, flows]) => (
        <span key={tone} className={classes(styles.part, flows === 0 ? styles.quiet : tone)}>
          {formatCount(flows)}
        </span>
      ))}
    </span>
  );
}
