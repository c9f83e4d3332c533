import type { ReactNode } from 'react';
import { closeAction } from '../flow-actions.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { formatCount } from '../ui/format.ts';
import type { WorkStage } from './page-work.ts';
import styles from './work-dialog.module.css';
import { WorkOutcome } from './work-outcome.tsx';
import { outcomeText } from './work-words.ts';

interface RunningProps {
  readonly title: ReactNode;
  readonly stage: Exclude<WorkStage, { name: 'asking' }>;
  /** How many flows there are, where the work itself does not know. */
  readonly expected: number;
  readonly onStop: () => void;
}

/** A work under way, with Stop, and then what it came to. */
export function WorkDialog({ title, stage, expected, onStop }: RunningProps) {
  if (stage.name === 'done') {
    return (
      <Dialog
        key="done"
        title={outcomeText(stage.result)}
        onClose={closeAction}
        actions={
          <Button tone="primary" {...{ [FIRST_FOCUS]: true }} onClick={closeAction}>
            Close
          </Button>
        }
      >
        <WorkOutcome workId={stage.workId} result={stage.result} />
      </Dialog>
    );
  }
  const done = stage.progress?.done ?? 0;
  const total = Math.max(1, stage.progress?.total ?? expected);
  return (
    <Dialog
      key="running"
      title={title}
      busy
      onClose={closeAction}
      actions={<Button onClick={onStop}>Stop</Button>}
    >
      <progress className={styles.progress} value={done} max={total} aria-label="Progress" />
      <p role="status">
        {formatCount(done)} of {formatCount(total)}
      </p>
    </Dialog>
  );
}
