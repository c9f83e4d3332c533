import { toInspectorError } from '../../shared/errors.ts';
import { countOf, type WorkResult } from '../../shared/work.ts';
import { call, sessionStore, whyUnchangeable } from '../session.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { notify, notifyFailure } from '../ui/notifications.ts';
import { outcomeText } from './work-words.ts';

/** Why nothing can be taken back now; null when it can. */
export function whyNotUndo(): string | null {
  const session = sessionStore.getState();
  return whyUnchangeable(session) ?? (session.target?.undo ? null : 'There is nothing to take back.');
}

/** `Undo deletion of 3 flows`. */
export function undoTitle(): string {
  const undo = sessionStore.getState().target?.undo;
  return undo ? `Undo ${undo.what} of ${formatQuantity(undo.flows, 'flow')}` : 'Undo';
}

/** Takes the last deletion, change or injection back, and says what could not come back. */
export async function undoLast(): Promise<void> {
  const { targetId } = sessionStore.getState();
  const title = undoTitle();
  try {
    const result = await call('flows.undo', { targetId, workId: crypto.randomUUID() });
    const lost = result.lost.map(({ what, flows }) =>
      flows === countOf(result, 'created') ? what : `${what} (${formatCount(flows)})`,
    );
    const refusal = result.refusals.find(({ outcome }) => outcome !== 'gone');
    const detail = [
      lost.length > 0 && `Did not come back: ${lost.join(', ')}.`,
      refusal && `${refusal.subject}: ${refusal.error.message}`,
    ].filter((text) => typeof text === 'string');
    notify({
      tone: refusal || result.stopped ? 'info' : 'ok',
      title: `${title}: ${outcomeText(result)}`,
      ...(detail.length > 0 ? { detail: detail.join(' ') } : {}),
    });
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'undo').data);
  }
}

/** Says how a work ended, and offers to take it back where that can be. */
export function notifyDone(result: WorkResult): void {
  notify({
    tone: 'ok',
    title: outcomeText(result),
    ...(result.undo.possible
      ? { action: { label: 'Undo', run: () => void undoLast() } }
      : { detail: result.undo.reason }),
  });
}
