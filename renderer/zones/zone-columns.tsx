import { ICMP, ICMPV6, TCP, UDP } from '../../shared/protocol.ts';
import {
  type ZoneHighlights,
  type ZoneSortColumn,
  type ZoneUsage,
  zoneDirection,
  zoneSortColumns,
} from '../../shared/zone-usage.ts';
import {
  formatCount,
  formatDuration,
  formatQuantity,
  formatRate,
  formatShare,
  MISSING,
} from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { Tag } from '../ui/tag.tsx';
import styles from './zone-columns.module.css';

/** One line of the zone table. */
export interface ZoneRow {
  readonly usage: ZoneUsage;
  /** Of all flows in the table, a part of 1. */
  readonly share: number;
  /** Null before they were read. */
  readonly highlights: ZoneHighlights | null;
}

type Column = GridColumn<ZoneRow>;

/** Whether a column is one that zones can be sorted by. */
export function isZoneSortColumn(column: string): column is ZoneSortColumn {
  return zoneSortColumns.some((known) => known === column);
}

/** The columns of the zone table. */
export const zoneColumns: readonly Column[] = [
  number('zone', 'Zone', 58, ({ usage }) => <span className={styles.zone}>{usage.zone}</span>),
  number('flows', 'Flows', 68, ({ usage }) => formatCount(usage.flows)),
  { id: 'share', title: 'Share of table', width: 118, grow: 1, cell: (row) => <Share row={row} /> },
  {
    id: 'protocols',
    title: 'TCP / UDP / ICMP',
    width: 122,
    cell: ({ usage }) => <Protocols usage={usage} />,
  },
  number('assured', 'Assured', 68, ({ usage }) => formatShare(usage.assured, usage.flows)),
  number('unreplied', 'Unreplied', 80, ({ usage }) => formatShare(usage.unreplied, usage.flows)),
  number('new', 'New/s', 54, ({ usage }) => formatRate(usage.newPerSecond)),
  number('gone', 'Gone/s', 58, ({ usage }) => formatRate(usage.gonePerSecond)),
  { id: 'minute', title: 'Last minute', width: 112, cell: ({ usage }) => <LastMinute usage={usage} /> },
  {
    id: 'direction',
    title: 'Direction',
    width: 88,
    sortable: true,
    cell: ({ usage }) => <span className={styles.quiet}>{directionWords(usage)}</span>,
  },
  {
    id: 'oldest',
    title: 'Oldest',
    width: 70,
    align: 'end',
    cell: ({ highlights }) => <span className={styles.quiet}>{ageWords(highlights)}</span>,
  },
  { id: 'source', title: 'Top source', width: 118, cell: (row) => <TopSource row={row} /> },
];

/** In which of their directions the flows of a zone are in it. */
function directionWords({ flows, originalOnly, replyOnly }: ZoneUsage): string {
  if (flows === 0) return MISSING;
  const direction = zoneDirection(flows, originalOnly, replyOnly);
  return direction === 'original' || direction === 'reply' ? `${direction} only` : direction;
}

/** How old the oldest flow of a zone is. */
export function ageWords(highlights: ZoneHighlights | null): string {
  const seconds = highlights?.oldestSeconds ?? null;
  return seconds === null ? MISSING : formatDuration(seconds);
}

function number(id: ZoneSortColumn, title: string, width: number, cell: Column['cell']): Column {
  return { id, title, width, align: 'end', sortable: true, cell };
}

function Share({ row: { usage, share } }: { readonly row: ZoneRow }) {
  if (usage.flows === 0) return <Tag>reserved</Tag>;
  return (
    <span className={styles.share}>
      <span className={styles.track} aria-hidden>
        <span className={styles.bar} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.percent}>{formatShare(share, 1)}</span>
      {usage.reserved && <Tag>reserved</Tag>}
    </span>
  );
}

function Protocols({ usage }: { readonly usage: ZoneUsage }) {
  const { flows, protocols } = usage;
  if (flows === 0) return <span className={styles.quiet}>{MISSING}</span>;
  const percent = (...wanted: readonly number[]) => {
    const count = protocols.reduce(
      (sum, entry) => sum + (wanted.includes(entry.protocol) ? entry.flows : 0),
      0,
    );
    return Math.round((count / flows) * 100);
  };
  return (
    <span>
      <span className={styles.tcp}>{percent(TCP)}</span> / <span className={styles.udp}>{percent(UDP)}</span>{' '}
      / <span className={styles.icmp}>{percent(ICMP, ICMPV6)}</span> %
    </span>
  );
}

function LastMinute({ usage: { zone, lastMinute } }: { readonly usage: ZoneUsage }) {
  const came = lastMinute.reduce((sum, count) => sum + count, 0);
  if (came === 0) return <span className={styles.quiet}>none new</span>;
  const label = `${formatQuantity(came, 'new flow')} in zone ${zone} in the last minute`;
  return <Sparkline values={lastMinute} room={lastMinute.length} label={label} />;
}

function TopSource({ row: { highlights } }: { readonly row: ZoneRow }) {
  const source = highlights?.topSource;
  if (!source) return <span className={styles.quiet}>{MISSING}</span>;
  return (
    <span className={styles.source} title={`${source.address}: ${formatQuantity(source.flows, 'flow')}`}>
      {source.address}
    </span>
  );
}
