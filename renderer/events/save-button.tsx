import { Download } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { useEventRows } from './event-rows.ts';
import { saveShownEvents } from './save-events.ts';

/** Saves the events that the tail shows. */
export function SaveButton() {
  const isEmpty = useEventRows(({ page }) => page === null || page.matched === 0);
  return (
    <Button
      icon={Download}
      disabledReason={isEmpty ? 'There are no events to save.' : null}
      tip="Saves the events that match, oldest first, as JSON Lines"
      onClick={() => void saveShownEvents()}
    >
      Save…
    </Button>
  );
}
