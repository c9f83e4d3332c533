import { useState } from 'react';
import { changeCommand } from '../../shared/change-command.ts';
import { refOf } from '../../shared/flow.ts';
import { type Chosen, closeAction } from '../flow-actions.ts';
import { call, useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { formatQuantity } from '../ui/format.ts';
import { ChangeFields } from './change-fields.tsx';
import { emptyForm, readChange } from './change-form.ts';
import { usePageWork } from './page-work.ts';
import { EquivalentCommand, PickPreview } from './pick-preview.tsx';
import { usePick } from './picking.ts';
import { notifyDone } from './undo.ts';
import { WorkDialog } from './work-dialog.tsx';
import { needsReading } from './work-words.ts';

/** Asks what is to change in flows, shows which they are, changes them and says what became of each. */
export function ChangeDialog({ flows }: { readonly flows: Chosen }) {
  const targetId = useSession((session) => session.targetId);
  const title = useSession((session) => session.target?.title ?? session.targetId);
  const [form, setForm] = useState(emptyForm);
  const reading = readChange(form);
  const picking = usePick(targetId, flows);
  const changeProblem = useSession(whyUnchangeable);
  const { stage, run, stop } = usePageWork();

  const pick = picking.status === 'picked' ? picking.pick : null;
  const count = pick?.count ?? 0;
  const quantity = formatQuantity(count, 'flow');
  const { change } = reading;
  const problem =
    changeProblem ??
    (pick === null ? 'The flows are still being counted.' : null) ??
    (count === 0 ? 'There is nothing to change.' : null) ??
    (change === null ? 'Correct the field that is marked.' : null) ??
    (reading.isEmpty ? 'Say first what is to change.' : null);

  const begin = async () => {
    if (change === null || pick === null) return;
    const { pickId } = pick;
    const result = await run((workId) => call('flows.change', { targetId, pickId, change, workId }));
    if (result === null || needsReading(result)) return;
    closeAction();
    notifyDone(result);
  };

  if (stage.name !== 'asking') {
    return <WorkDialog title={`Changing ${quantity}…`} stage={stage} expected={count} onStop={stop} />;
  }
  const [first] = pick?.sample ?? [];
  return (
    <Dialog
      title={`Change ${pick ? quantity : 'flows'} in ${title}`}
      onClose={closeAction}
      obstacle={changeProblem}
      actions={
        <>
          <Button onClick={closeAction}>Cancel</Button>
          <Button tone="primary" disabledReason={problem} onClick={() => void begin()}>
            Change {pick ? quantity : 'flows'}
          </Button>
        </>
      }
    >
      {stage.error && <Failure error={stage.error} />}
      <ChangeFields
        form={form}
        reading={reading}
        protocols={pick?.protocols.map(({ protocol }) => protocol) ?? []}
        onChange={setForm}
      />
      {picking.status === 'failed' && <Failure error={picking.error} />}
      {picking.status === 'picking' && <p role="status">Counting…</p>}
      {pick && <PickPreview pick={pick} />}
      {first && change && !reading.isEmpty && (
        <EquivalentCommand command={changeCommand(refOf(first), change)} isOneOf={count > 1} />
      )}
    </Dialog>
  );
}
