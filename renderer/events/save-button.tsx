import { Download } from 'lucide-react';
import { useSession, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { useEventRows } from './event-rows.ts';
import { saveShownEvents } from './save-events.ts';

/** Saves the events that the tail shows. */
export function SaveButton() {
  const isEmpty = useEventRows(({ page }) => page === null || page.matched === 0);
  const problem = useSession(whyUnreadable);
  return (
    <Button
      icon={Download}
      collapses
      disabledReason={problem ?? (isEmpty ? 'There are no events to save.' : null)}
      tip="Saves the events that match, oldest first, as JSON Lines"
      onClick={() => void saveShownEvents()}
    >
      Save…
    </Button>
  );
}
