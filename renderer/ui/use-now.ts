import { useEffect, useState } from 'react';

/** The time (ms since the epoch), drawn anew every `everyMs`; it stands still while `running` is false. */
export function useNow(everyMs: number, running = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}

/**
 * Whole seconds since a moment (ms since the epoch), drawn anew only when they change; they stand still while `running` is false.
 * Half a second more may have passed: who is told something new every second, a little late at times, is not drawn twice for it.
 */
export function useSecondsSince(moment: number | null, running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running || moment === null) return;
    const count = () => setSeconds(Math.max(0, Math.floor((Date.now() - moment - 500) / 1000)));
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [moment, running]);
  return seconds;
}
