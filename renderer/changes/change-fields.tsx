import { protocolName, statesOf } from '../../shared/protocol.ts';
import { FIRST_FOCUS } from '../ui/dialog.tsx';
import { CheckboxField, SelectField, TextField } from '../ui/field.tsx';
import styles from './change-fields.module.css';
import type { ChangeField, ChangeForm, ChangeReading } from './change-form.ts';

interface ChangeFieldsProps {
  readonly form: ChangeForm;
  readonly reading: ChangeReading;
  /** Protocols of the flows that are to be changed. */
  readonly protocols: readonly number[];
  readonly onChange: (form: ChangeForm) => void;
}

/** What can be changed in flows that exist; what can't be is there too, with the reason. */
export function ChangeFields({ form, reading, protocols, onChange }: ChangeFieldsProps) {
  const text = (field: ChangeField, label: string, hint: string | null = null) => (
    <TextField
      {...(field === 'mark' ? { [FIRST_FOCUS]: true } : {})}
      label={label}
      value={form[field]}
      error={reading.problems[field]}
      hint={hint}
      onChange={(value) => onChange({ ...form, [field]: value })}
    />
  );
  const stateProblem = whyNoState(protocols);
  const [protocol = 0] = protocols;
  return (
    <>
      <div className={styles.pairs}>
        {text('mark', 'Mark', 'Empty: as it is.')}
        {text('mask', 'Mask', 'Only these bits change.')}
        {text('timeout', 'Timeout, seconds', 'Empty: as it is.')}
        <SelectField
          label="State"
          value={form.state}
          disabled={stateProblem !== null}
          hint={stateProblem}
          choices={[
            { value: '', label: 'as it is' },
            ...statesOf(protocol).map((name, state) => ({ value: String(state), label: name })),
          ]}
          onChange={(state) => onChange({ ...form, state })}
        />
        {text('labelsSet', 'Labels to set', 'Such as 0, 4-7.')}
        {text('labelsCleared', 'Labels to clear')}
      </div>
      <CheckboxField
        label="Set SEEN_REPLY"
        hint="The kernel sets it and never clears it."
        checked={form.seenReply}
        onChange={(seenReply) => onChange({ ...form, seenReply })}
      />
      <CheckboxField
        label="Set ASSURED"
        hint="The kernel sets it and never clears it."
        checked={form.assured}
        onChange={(assured) => onChange({ ...form, assured })}
      />
      <CheckboxField
        label="Take the helper away"
        hint="The kernel attaches a helper only when a flow is made, so Undo cannot bring it back."
        checked={form.helperAway}
        onChange={(helperAway) => onChange({ ...form, helperAway })}
      />
      <p className={styles.fixed}>
        Tuples, zone and address translation are fixed when a flow is made: delete it and inject it anew.
      </p>
    </>
  );
}

function whyNoState(protocols: readonly number[]): string | null {
  const [protocol, ...others] = protocols;
  if (protocol === undefined) return 'There are no flows.';
  if (others.length > 0) return 'The flows have several protocols.';
  return statesOf(protocol).length > 0 ? null : `${protocolName(protocol)} has no states.`;
}
