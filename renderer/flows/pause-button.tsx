import { Pause, Play } from 'lucide-react';
import { useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import { togglePause } from './flow-commands.ts';
import { comingsAndGoings, useFlowRows } from './flow-rows.ts';
import styles from './pause-button.module.css';

/** Freezes the table, counts what happens meanwhile, and catches up. */
export function PauseButton() {
  const pausedAt = useFlowRows((rows) => rows.pausedAt);
  // A target that was opened anew counts from 0.
  const missed = useSession((session) => Math.max(0, comingsAndGoings(session) - (pausedAt ?? 0)));
  if (pausedAt === null) {
    return (
      <Button icon={Pause} onClick={togglePause} tip="Freezes what is shown; collection goes on (Space)">
        Pause
      </Button>
    );
  }
  return (
    <Button
      icon={Play}
      className={styles.paused}
      onClick={togglePause}
      tip="Catches up with the flows that came and went meanwhile (Space)"
    >
      Resume
      {missed > 0 && <span className={styles.badge}>{formatQuantity(missed, 'change')}</span>}
    </Button>
  );
}
