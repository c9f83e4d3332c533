import { useSession, whyUnreadable } from '../session.ts';
import { formatQuantity } from '../ui/format.ts';
import { HoldButton } from '../ui/hold-button.tsx';
import { togglePause } from './flow-commands.ts';
import { comingsAndGoings, useFlowRows } from './flow-rows.ts';

/** Freezes the table, counts what happens meanwhile, and catches up. */
export function PauseButton() {
  const pausedAt = useFlowRows((rows) => rows.pausedAt);
  const problem = useSession(whyUnreadable);
  // A target that was opened anew counts from 0.
  const missed = useSession((session) => Math.max(0, comingsAndGoings(session) - (pausedAt ?? 0)));
  return (
    <HoldButton
      held={pausedAt !== null}
      onToggle={togglePause}
      pauseProblem={problem}
      pauseTip="Freezes what is shown; collection goes on (Space)"
      resumeTip="Catches up with the flows that came and went meanwhile (Space)"
      missed={missed > 0 ? formatQuantity(missed, 'change') : null}
    />
  );
}
