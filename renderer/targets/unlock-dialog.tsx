import { useState } from 'react';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import { unlockTarget, useSession, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';

interface UnlockDialogProps {
  readonly targetId: string;
  readonly title: string;
  readonly onClose: () => void;
}

/** Makes sure that someone means to change a table that others depend on. */
export function UnlockDialog({ targetId, title, onClose }: UnlockDialogProps) {
  const problem = useSession(whyUnreadable);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const unlock = async () => {
    setIsBusy(true);
    setError(null);
    try {
      await unlockTarget(targetId);
      onClose();
    } catch (thrown) {
      setError(toInspectorError(thrown, 'unlock changes').data);
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={`Unlock changes to ${title}?`}
      busy={isBusy}
      obstacle={problem}
      onClose={onClose}
      actions={
        <>
          <Button {...{ [FIRST_FOCUS]: true }} disabled={isBusy} onClick={onClose}>
            Keep locked
          </Button>
          <Button tone="destroy" disabled={isBusy} disabledReason={problem} onClick={() => void unlock()}>
            Unlock changes
          </Button>
        </>
      }
    >
      <p>
        Connections that are in use live in this table. A flow that is injected, changed or deleted here takes
        effect on real traffic at once.
      </p>
      <p>The lock opens for this session only, and can be closed again at any time.</p>
      {error && <Failure error={error} />}
    </Dialog>
  );
}
