import { downloadFile } from '../file-transfer.ts';
import { call, sessionStore } from '../session.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { attempt, notify } from '../ui/notifications.ts';
import { eventRowsStore } from './event-rows.ts';

/** Asks where to, and writes what the tail shows there: the same filter and kinds, up to where it is held. */
export function saveShownEvents(): Promise<void> {
  return attempt(save());
}

async function save(): Promise<void> {
  const { targetId } = sessionStore.getState();
  const { filter, kinds, heldAt } = eventRowsStore.getState();
  const place = await call('files.save', { suggestedName: suggestedName(new Date()) });
  if (place === null) return;
  const { file, transfer } = place;
  const choice = { filter, kinds: [...kinds], before: heldAt };
  const { entries, overwritten } = await call('events.save', { targetId, ...choice, file });
  if (transfer === 'http') downloadFile(file);
  notify({
    tone: 'ok',
    title: `${formatQuantity(entries, 'event')} saved`,
    ...(overwritten > 0 && {
      detail: `${formatCount(overwritten)} more were overwritten in the log meanwhile.`,
    }),
  });
}

/** `events-2026-01-31-1200.jsonl`. */
function suggestedName(now: Date): string {
  const [day = '', time = ''] = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
    .toISOString()
    .split('T');
  return `events-${day}-${time.slice(0, 5).replace(':', '')}.jsonl`;
}
