import { type Session, sessionStore } from './session.ts';

/**
 * Asks at once and then again and again while there is a table to ask about and the page can be seen, one question at a
 * time. `ask` handles its own failures and answers after how many milliseconds to ask again. Another target is asked about at
 * once. Returns what ends it.
 */
export function poll(ask: (targetId: string) => Promise<number>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Goes up when an answer that is still under way no longer counts. */
  let round = 0;

  const begin = async () => {
    clearTimeout(timer);
    const mine = ++round;
    const session = sessionStore.getState();
    if (!isAnswerable(session) || document.visibilityState === 'hidden') return;
    const pauseMs = await ask(session.targetId);
    if (mine === round) timer = setTimeout(() => void begin(), pauseMs);
  };
  const beginAgain = () => void begin();
  const unsubscribe = sessionStore.subscribe((session, before) => {
    const isAnother = session.targetId !== before.targetId;
    if (isAnother || isAnswerable(session) !== isAnswerable(before)) beginAgain();
  });
  document.addEventListener('visibilitychange', beginAgain);
  beginAgain();

  return () => {
    round++;
    clearTimeout(timer);
    unsubscribe();
    document.removeEventListener('visibilitychange', beginAgain);
  };
}

function isAnswerable({ connection, target }: Session): boolean {
  return connection.status === 'connected' && target !== null && target.phase !== 'lost';
}
