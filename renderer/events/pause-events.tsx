import { useSession, whyUnreadable } from '../session.ts';
import { formatCount } from '../ui/format.ts';
import { HoldButton } from '../ui/hold-button.tsx';
import { missedEvents, toggleHold, useEventRows } from './event-rows.ts';

/** Lets the tail stand still, counts what comes meanwhile, and goes back to the newest event. */
export function PauseEvents() {
  const rows = useEventRows((state) => state);
  const missed = useSession((session) => missedEvents(rows, session));
  const problem = useSession(whyUnreadable);
  return (
    <HoldButton
      held={rows.heldAt !== null}
      onToggle={toggleHold}
      pauseProblem={problem}
      pauseTip="Freezes what is shown; the log goes on (Space)"
      resumeTip="Back to the newest event (Space)"
      missed={missed > 0 ? `${formatCount(missed)} newer` : null}
    />
  );
}
