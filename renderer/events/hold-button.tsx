import { Pause, Play } from 'lucide-react';
import { useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { missedEvents, toggleHold, useEventRows } from './event-rows.ts';
import styles from './hold-button.module.css';

/** Lets the tail stand still, counts what comes meanwhile, and goes back to the newest event. */
export function HoldButton() {
  const rows = useEventRows((state) => state);
  const missed = useSession((session) => missedEvents(rows, session));
  if (rows.heldAt === null) {
    return (
      <Button icon={Pause} onClick={toggleHold} tip="Freezes what is shown; the log goes on (Space)">
        Pause
      </Button>
    );
  }
  return (
    <Button icon={Play} className={styles.held} onClick={toggleHold} tip="Back to the newest event (Space)">
      Resume
      {missed > 0 && <span className={styles.badge}>{formatCount(missed)} newer</span>}
    </Button>
  );
}
