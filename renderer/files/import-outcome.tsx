import { useState } from 'react';
import type { Refusal, WorkResult } from '../../shared/work.ts';
import { call } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { formatCount } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import styles from './line-list.module.css';

interface ImportOutcomeProps {
  readonly workId: string;
  readonly result: WorkResult;
}

const REFUSALS_AT_ONCE = 500;

/** What became of the flows of a file, and why of each that was not made. */
export function ImportOutcome({ workId, result }: ImportOutcomeProps) {
  const { counts, refusalCount, stopped } = result;
  const [refusals, setRefusals] = useState(result.refusals);
  const readOn = async () => {
    const more = await call('work.refusals', { workId, offset: refusals.length, limit: REFUSALS_AT_ONCE });
    setRefusals([...refusals, ...more]);
  };
  return (
    <>
      <PanelSection title={stopped ? 'Stopped' : 'Imported'}>
        <div role="status">
          {counts.length === 0 && <p>Nothing was injected.</p>}
          <KeyValues>
            {counts.map(({ outcome, flows }) => (
              <KeyValue key={outcome} name={outcome}>
                {formatCount(flows)}
              </KeyValue>
            ))}
          </KeyValues>
        </div>
        <p className={styles.more}>{result.undo.possible ? 'Undo takes them back.' : result.undo.reason}</p>
        {stopped && stopped.code !== 'cancelled' && <Failure error={stopped} />}
      </PanelSection>
      {refusalCount > 0 && (
        <PanelSection title="Not made">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <ol className={styles.lines} tabIndex={0} aria-label="Lines that were not made">
            {byLine(refusals).map(({ line, subject, outcome, error }) => (
              <li key={line}>
                <span className={styles.number}>{line === null ? '' : formatCount(line)}</span>
                <span>
                  {outcome}
                  {error.errno ? ` (${error.errno})` : ''}: {error.message}
                </span>
                <code>{subject}</code>
              </li>
            ))}
          </ol>
          {refusals.length < refusalCount && (
            <Button onClick={() => void attempt(readOn())}>Show more of {formatCount(refusalCount)}</Button>
          )}
        </PanelSection>
      )}
    </>
  );
}

/** The kernel's refusals come later than those of lines that were not even sent. */
function byLine(refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
