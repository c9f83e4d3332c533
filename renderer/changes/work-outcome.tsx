import { useState } from 'react';
import type { Refusal, WorkResult } from '../../shared/work.ts';
import { call } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import styles from './work-outcome.module.css';

interface WorkOutcomeProps {
  readonly workId: string;
  readonly result: WorkResult;
}

/** Why a work ended early, and the flows that were not done, each with its reason. */
export function WorkOutcome({ workId, result }: WorkOutcomeProps) {
  const [refusals, setRefusals] = useState<readonly Refusal[]>(result.refusals);
  const readOn = async () => {
    const more = await call('work.refusals', { workId, offset: refusals.length, limit: 100 });
    setRefusals([...refusals, ...more]);
  };
  const left = result.refusalCount - refusals.length;
  return (
    <>
      {result.stopped && <p>{stopText(result.stopped)}</p>}
      {!result.undo.possible && <p className={styles.quiet}>No Undo: {result.undo.reason}</p>}
      {refusals.length > 0 && (
        <ul className={styles.refusals} aria-label="Flows that were not done">
          {refusals.map(({ outcome, subject, error }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
            <li key={index}>
              <code>{subject}</code>
              <p>
                <span className={styles.errno}>{error.errno ?? outcome}</span> {error.message}
              </p>
              {error.hint && <p className={styles.quiet}>{error.hint}</p>}
            </li>
          ))}
        </ul>
      )}
      {left > 0 && <Button onClick={() => void attempt(readOn())}>Show more of {formatCount(left)}</Button>}
    </>
  );
}

function stopText({ code, message, hint }: NonNullable<WorkResult['stopped']>): string {
  if (code === 'cancelled') return 'You stopped it. What was not tried is as it was.';
  return ['It ended early:', message, hint].filter(Boolean).join(' ');
}
