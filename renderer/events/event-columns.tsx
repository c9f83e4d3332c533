import type { LogEntry } from '../../shared/flow-event.ts';
import { formatZones } from '../../shared/zone.ts';
import { formatTime } from '../ui/format.ts';
import type { GridColumn } from '../ui/grid/grid.tsx';
import { ProtocolName } from '../ui/protocol-name.tsx';
import styles from './event-columns.module.css';
import { changeText, gapText, kindWords, tupleText } from './event-words.ts';

/** The columns of the tail. */
export const eventColumns: readonly GridColumn<LogEntry>[] = [
  { id: 'time', title: 'Time', width: 104, cell: ({ at }) => formatTime(at, 'millisecond') },
  {
    id: 'kind',
    title: 'Event',
    width: 88,
    cell: ({ kind }) => <span className={styles[kind]}>{kindWords[kind]}</span>,
  },
  {
    id: 'protocol',
    title: 'Proto',
    width: 74,
    cell: (entry) => (entry.kind === 'gap' ? null : <ProtocolName protocol={entry.flow.protocol} />),
  },
  {
    id: 'flow',
    title: 'Flow',
    width: 300,
    grow: 1.2,
    cell: (entry) =>
      entry.kind === 'gap' ? (
        <Words className={styles.gap} text={gapText(entry)} />
      ) : (
        <Words className={styles.tuple} text={tupleText(entry.flow)} />
      ),
  },
  {
    id: 'change',
    title: 'What changed',
    width: 220,
    grow: 1,
    cell: (entry) => <Words className={styles.change} text={changeText(entry)} />,
  },
  {
    id: 'zone',
    title: 'Zone',
    width: 76,
    align: 'end',
    cell: (entry) => (entry.kind === 'gap' ? null : formatZones(entry.flow.zones)),
  },
];

function Words({ text, className }: { readonly text: string; readonly className: string | undefined }) {
  return (
    <span className={className} title={text}>
      {text}
    </span>
  );
}
