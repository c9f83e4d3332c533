import { createStore } from 'zustand/vanilla';
import { toInspectorError } from '../../shared/errors.ts';
import { countOf, type Progress, type WorkResult } from '../../shared/work.ts';
import { call, sessionStore, whyUnchangeable } from '../session.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { dismiss, notify, notifyFailure } from '../ui/notifications.ts';
import { followWork } from './page-work.ts';
import { outcomeText, undoOutcomeText } from './work-words.ts';

/** Why nothing can be taken back now; null when it can. */
export function whyNotUndo(): string | null {
  const session = sessionStore.getState();
  return whyUnchangeable(session) ?? (session.target?.undo ? null : 'There is nothing to take back.');
}

/** `Undo deletion of 3 flows`. */
function undoTitle(): string {
  const undo = sessionStore.getState().target?.undo;
  return undo ? `Undo ${undo.what} of ${formatQuantity(undo.flows, 'flow')}` : 'Undo';
}

/** What is being taken back. */
export interface UndoRun {
  readonly workId: string;
  readonly title: string;
  readonly flows: number;
  readonly progress: Progress | null;
}

/** What is being taken back, once that takes long enough to be shown; null otherwise. */
export const undoStore = createStore<{ readonly run: UndoRun | null }>(() => ({ run: null }));

/** The notification that offers to take back what was done last: of an older one, Undo would mean something else. */
let offer: number | null = null;

function withdrawOffer(): void {
  if (offer !== null) dismiss(offer);
  offer = null;
}

/** Most are over before anybody could read how far they are. */
const SHOWN_AFTER_MS = 300;

/** Takes the last deletion, change or injection back, and says what could not come back. */
export async function undoLast(): Promise<void> {
  const { targetId, target } = sessionStore.getState();
  const title = undoTitle();
  const workId = crypto.randomUUID();
  withdrawOffer();
  let run: UndoRun = { workId, title, flows: target?.undo?.flows ?? 0, progress: null };
  const timer = setTimeout(() => undoStore.setState({ run }), SHOWN_AFTER_MS);
  const unfollow = followWork(workId, (progress) => {
    run = { ...run, progress };
    if (undoStore.getState().run?.workId === workId) undoStore.setState({ run });
  });
  try {
    const result = await call('flows.undo', { targetId, workId });
    const lost = result.lost.map(({ what, flows }) =>
      flows === countOf(result, 'created') ? what : `${what} (${formatCount(flows)})`,
    );
    const refusal = result.refusals.find(({ outcome }) => outcome !== 'gone');
    const detail = [
      lost.length > 0 && `Did not come back: ${lost.join(', ')}.`,
      result.note,
      refusal && `${refusal.subject}: ${refusal.error.message}`,
    ].filter((text) => typeof text === 'string');
    notify({
      tone: refusal || result.note || result.stopped ? 'info' : 'ok',
      title: `${title}: ${undoOutcomeText(result)}`,
      ...(detail.length > 0 ? { detail: detail.join(' ') } : {}),
    });
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'undo').data);
  } finally {
    clearTimeout(timer);
    unfollow();
    if (undoStore.getState().run?.workId === workId) undoStore.setState({ run: null });
  }
}

/** Says how a work ended, and offers to take it back where that can be. */
export function notifyDone(result: WorkResult): void {
  withdrawOffer();
  const id = notify({
    tone: 'ok',
    title: outcomeText(result),
    ...(result.undo.possible
      ? { action: { label: 'Undo', run: () => void undoLast() } }
      : { detail: result.undo.reason }),
  });
  if (result.undo.possible) offer = id;
}
