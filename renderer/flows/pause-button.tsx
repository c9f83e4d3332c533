import { Pause, Play } from 'lucide-react';
import { useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import { useFlowRows } from './flow-rows.ts';
import styles from './pause-button.module.css';
import { togglePause } from './table-keys.ts';

/** Freezes the table, counts what happens meanwhile, and catches up. */
export function PauseButton() {
  const pausedAt = useFlowRows((rows) => rows.pausedAt);
  const version = useSession((session) => session.target?.version ?? 0);
  if (pausedAt === null) {
    return (
      <Button icon={Pause} onClick={togglePause} tip="Freezes what is shown; collection goes on (Space)">
        Pause
      </Button>
    );
  }
  const changes = Math.max(0, version - pausedAt);
  return (
    <Button
      icon={Play}
      className={styles.paused}
      onClick={togglePause}
      tip="Catches up with the table (Space)"
    >
      Resume
      {changes > 0 && <span className={styles.badge}>{formatQuantity(changes, 'change')}</span>}
    </Button>
  );
}
