import type { Progress } from '../../shared/work.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { stopWork } from './follow-work.ts';
import { followedBy } from './words.ts';
import styles from './work-progress.module.css';

interface WorkProgressProps {
  readonly label: string;
  readonly workId: string;
  readonly progress: Progress | null;
  /** How many there are, where the work itself does not know. */
  readonly total?: number | undefined;
  /** What is counted: "flows", "lines". */
  readonly unit: string;
}

/** How far a long work is, and a way to stop it. */
export function WorkProgress({ label, workId, progress, total, unit }: WorkProgressProps) {
  const done = progress?.done ?? 0;
  const of = progress?.total ?? total;
  return (
    <div className={styles.work}>
      <div className={styles.line}>
        <span role="status">
          {label} {formatCount(done)}
          {of === undefined ? '' : ` of ${formatCount(of)}`} {unit}
          {followedBy(progress?.refused ?? 0, 'refused')}
        </span>
        <Button data-first-focus onClick={() => void attempt(stopWork(workId))}>
          Stop
        </Button>
      </div>
      <progress
        className={styles.progress}
        aria-label={label}
        value={of === undefined ? undefined : done}
        max={of}
      />
    </div>
  );
}
