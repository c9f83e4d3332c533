import { useState } from 'react';
import { deleteFlowCommand, flushCommand, noFilterCommand } from '../../shared/change-command.ts';
import type { Command } from '../../shared/command.ts';
import { type Flow, refOf } from '../../shared/flow.ts';
import { MOST_UNDOABLE_FLOWS } from '../../shared/undo.ts';
import type { WorkResult } from '../../shared/work.ts';
import { type Chosen, closeAction, type Removal } from '../flow-actions.ts';
import { call, useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FIRST_FOCUS } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextField } from '../ui/field.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import styles from './delete-dialog.module.css';
import { usePageWork } from './page-work.ts';
import { EquivalentCommand, PickPreview } from './pick-preview.tsx';
import { usePick } from './picking.ts';
import { ScopeFields } from './scope-fields.tsx';
import { formOf, isFlush, readScope } from './scope-form.ts';
import { notifyDone } from './undo.ts';
import { WorkDialog } from './work-dialog.tsx';
import { needsReading } from './work-words.ts';

interface DeleteDialogProps {
  readonly asked: Removal;
  /** Flows that could be meant as well. */
  readonly others: readonly Chosen[];
}

/** Shows exactly what would be deleted, deletes it when confirmed, and says what became of it. */
export function DeleteDialog({ asked, others }: DeleteDialogProps) {
  const targetId = useSession((session) => session.targetId);
  const title = useSession((session) => session.target?.title ?? session.targetId);
  const [form, setForm] = useState(() => formOf(asked));
  const [typed, setTyped] = useState('');
  const chosen = isFlush(asked) ? others : [asked, ...others.filter(({ kind }) => kind !== asked.kind)];
  const reading = readScope(form, chosen, asked);
  const what = 'what' in reading ? reading.what : null;
  const picking = usePick(targetId, what);
  const changeProblem = useSession(whyUnchangeable);
  const { stage, run, stop } = usePageWork();

  const pick = picking.status === 'picked' ? picking.pick : null;
  const count = pick?.count ?? 0;
  const flows = formatQuantity(count, 'flow');
  const needsTitle = what?.kind === 'table';
  const problem =
    changeProblem ??
    (what === null ? 'Correct the field that is marked.' : null) ??
    (pick === null ? 'The flows are still being counted.' : null) ??
    (count === 0 && !(what && isFlush(what)) ? 'There is nothing to delete.' : null) ??
    (needsTitle && typed !== title ? `Type “${title}” first.` : null);

  const begin = async () => {
    if (what === null || pick === null) return;
    const result = await run((workId) =>
      remove(targetId, what, pick.pickId, needsTitle ? typed : null, workId),
    );
    if (result === null) return;
    if (what.kind === 'flows') what.forget?.();
    if (needsReading(result)) return;
    closeAction();
    notifyDone(result);
  };

  if (stage.name !== 'asking') {
    return <WorkDialog title={`Deleting ${flows}…`} stage={stage} expected={count} onStop={stop} />;
  }
  return (
    <Dialog
      title={`Delete ${pick ? flows : 'flows'} from ${title}?`}
      onClose={closeAction}
      obstacle={changeProblem}
      actions={
        <>
          <Button {...{ [FIRST_FOCUS]: true }} onClick={closeAction}>
            Cancel
          </Button>
          <Button tone="destroy" disabledReason={problem} onClick={() => void begin()}>
            {needsTitle ? 'Empty the table' : `Delete ${pick ? flows : 'flows'}`}
          </Button>
        </>
      }
    >
      <ScopeFields form={form} chosen={chosen} reading={reading} onChange={setForm} />
      {picking.status === 'failed' && <Failure error={picking.error} />}
      {what !== null && picking.status === 'picking' && <p role="status">Counting…</p>}
      {pick && what && (
        <>
          <PickPreview pick={pick} />
          <p className={styles.quiet}>
            {momentText(what)} {undoText(count)}
          </p>
          <EquivalentCommand
            command={commandFor(what, pick.sample)}
            isOneOf={what.kind === 'flows' && count > 1}
          />
        </>
      )}
      {needsTitle && <TextField label={`Type ${title} to confirm`} value={typed} onChange={setTyped} />}
      {stage.error && <Failure error={stage.error} />}
    </Dialog>
  );
}

function remove(
  targetId: string,
  what: Removal,
  pickId: string,
  confirmation: string | null,
  workId: string,
): Promise<WorkResult> {
  if (isFlush(what)) return call('flows.flush', { targetId, scope: what, confirmation, workId });
  return call('flows.delete', { targetId, pickId, workId });
}

function momentText(what: Removal): string {
  return isFlush(what)
    ? 'Everything that this means at the moment it runs is deleted, flows that come until then too.'
    : 'Only these very flows are deleted: one that ended meanwhile, and came back, stays.';
}

function undoText(count: number): string {
  return count > MOST_UNDOABLE_FLOWS
    ? `There is no Undo for more than ${formatCount(MOST_UNDOABLE_FLOWS)} flows.`
    : 'Undo brings them back, without their counters and ids.';
}

function commandFor(what: Removal, [first]: readonly Flow[]): Command {
  if (what.kind === 'filter') return noFilterCommand;
  if (what.kind !== 'flows') return flushCommand(what);
  const ref = first ? refOf(first) : what.flows.refs[0];
  return ref ? deleteFlowCommand(ref) : noFilterCommand;
}
