import { Pause, Play } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import { useFlowRows } from './flow-rows.ts';
import styles from './pause-button.module.css';
import { togglePause } from './table-keys.ts';

/** Freezes the table, counts what happens meanwhile, and catches up. */
export function PauseButton() {
  const missed = useFlowRows((rows) => (rows.missed === null ? null : Math.round(rows.missed)));
  if (missed === null) {
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
