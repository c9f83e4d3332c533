import type { WorkResult } from '../../shared/work.ts';
import { call } from '../session.ts';
import { RefusalList } from '../ui/refusal-list.tsx';
import styles from './work-outcome.module.css';

interface WorkOutcomeProps {
  readonly workId: string;
  readonly result: WorkResult;
}

/** Why a work ended early, what else there is to know of it, and the flows that were not done, each with its reason. */
export function WorkOutcome({ workId, result }: WorkOutcomeProps) {
  return (
    <>
      {result.stopped && <p>{stopText(result.stopped)}</p>}
      {result.note && <p>{result.note}</p>}
      {!result.undo.possible && <p className={styles.quiet}>No Undo: {result.undo.reason}</p>}
      <RefusalList
        label="Flows that were not done"
        first={result.refusals}
        count={result.refusalCount}
        readOn={(offset) => call('work.refusals', { workId, offset, limit: 100 })}
      />
    </>
  );
}

function stopText({ code, message, hint }: NonNullable<WorkResult['stopped']>): string {
  if (code === 'cancelled') return 'You stopped it. What was not tried is as it was.';
  return ['It ended early:', message, hint].filter(Boolean).join(' ');
}
