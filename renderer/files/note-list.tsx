import type { FlowNote } from '../../shared/file.ts';
import { formatQuantity } from '../ui/format.ts';
import styles from './note-list.module.css';

interface NoteListProps {
  readonly title: string;
  readonly notes: readonly FlowNote[];
}

/** What concerns some flows of a file, each with how many. */
export function NoteList({ title, notes }: NoteListProps) {
  if (notes.length === 0) return null;
  return (
    <div className={styles.notes}>
      <p>{title}</p>
      <ul>
        {notes.map(({ what, flows }) => (
          <li key={what}>
            {what} <span className={styles.flows}>{formatQuantity(flows, 'flow')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
