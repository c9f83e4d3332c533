import { useRef, useState } from 'react';
import type { FlowRef } from '../../shared/flow.ts';
import { closeAction } from '../flow-actions.ts';
import { call, sessionStore, useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { notify } from '../ui/notifications.ts';
import styles from './delete-dialog.module.css';
import { DeleteOutcomeList } from './delete-outcome.tsx';
import { DeletePreview } from './delete-preview.tsx';
import { type DeleteResult, deleteFlows } from './delete-run.ts';
import { forget } from './flow-choice.ts';

type Stage =
  | { readonly name: 'asking' }
  | { readonly name: 'running'; readonly result: DeleteResult | null }
  | { readonly name: 'done'; readonly result: DeleteResult };

/** Shows exactly what would be deleted, deletes it when confirmed, and says what became of it. */
export function DeleteDialog({ refs }: { readonly refs: readonly FlowRef[] }) {
  const [stage, setStage] = useState<Stage>({ name: 'asking' });
  const stopped = useRef(false);
  const changeProblem = useSession(whyUnchangeable);
  const title = useSession((session) => session.target?.title ?? session.targetId);
  const flows = formatQuantity(refs.length, 'flow');

  const run = async () => {
    const { targetId } = sessionStore.getState();
    setStage({ name: 'running', result: null });
    const result = await deleteFlows(refs, {
      deleteSome: (part) => call('flows.deleteRefs', { targetId, refs: part }),
      onProgress: (progress) => setStage({ name: 'running', result: progress }),
      isStopped: () => stopped.current,
    });
    const failed = new Set(result.failures.map(({ ref }) => ref));
    const tried = refs.slice(0, refs.length - result.untried);
    forget(tried.filter((ref) => !failed.has(ref)));
    if (result.failures.length > 0 || result.untried > 0) {
      setStage({ name: 'done', result });
      return;
    }
    closeAction();
    notify({ tone: 'ok', title: outcomeText(result) });
  };

  if (stage.name === 'done') {
    return (
      <Dialog
        title={outcomeText(stage.result)}
        onClose={closeAction}
        actions={
          <Button tone="primary" {...{ [FIRST_FOCUS]: true }} onClick={closeAction}>
            Close
          </Button>
        }
      >
        <DeleteOutcomeList result={stage.result} />
      </Dialog>
    );
  }
  if (stage.name === 'running') {
    const done = refs.length - (stage.result?.untried ?? refs.length);
    return (
      <Dialog
        title={`Deleting ${flows}…`}
        busy
        onClose={closeAction}
        actions={
          <Button
            onClick={() => {
              stopped.current = true;
            }}
          >
            Stop
          </Button>
        }
      >
        <progress className={styles.progress} value={done} max={refs.length} aria-label="Progress" />
        <p role="status">
          {formatCount(done)} of {formatCount(refs.length)}
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={`Delete ${flows} from ${title}?`}
      onClose={closeAction}
      actions={
        <>
          <Button {...{ [FIRST_FOCUS]: true }} onClick={closeAction}>
            Cancel
          </Button>
          <Button tone="destroy" disabledReason={changeProblem} onClick={() => void run()}>
            Delete {flows}
          </Button>
        </>
      }
    >
      <DeletePreview refs={refs} />
    </Dialog>
  );
}

/** `3 flows deleted, 1 already gone, 2 failed`. */
function outcomeText({ deleted, gone, failures, untried }: DeleteResult): string {
  const parts = [
    `${formatQuantity(deleted, 'flow')} deleted`,
    gone > 0 && `${formatCount(gone)} already gone`,
    failures.length > 0 && `${formatCount(failures.length)} failed`,
    untried > 0 && `${formatCount(untried)} not tried`,
  ];
  return parts.filter(Boolean).join(', ');
}
