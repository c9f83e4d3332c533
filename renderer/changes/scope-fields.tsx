import type { Chosen } from '../flow-actions.ts';
import { SelectField, TextField } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import styles from './scope-fields.module.css';
import type { ScopeForm, ScopeKind, ScopeReading, StatusChoice } from './scope-form.ts';
import { statusChoices } from './scope-form.ts';

interface ScopeFieldsProps {
  readonly form: ScopeForm;
  readonly chosen: readonly Chosen[];
  readonly reading: ScopeReading;
  readonly onChange: (form: ScopeForm) => void;
}

/** What is to be deleted: the flows that were chosen, or everything of a kind. */
export function ScopeFields({ form, chosen, reading, onChange }: ScopeFieldsProps) {
  const problemOf = (field: string) =>
    'problem' in reading && reading.field === field ? reading.problem : null;
  return (
    <div className={styles.fields}>
      <SelectField<ScopeKind>
        label="What"
        value={form.kind}
        choices={[
          ...chosen.map((one) => ({ value: one.kind, label: labelOf(one) })),
          { value: 'zone', label: 'Everything in a zone' },
          { value: 'mark', label: 'Everything with a mark' },
          { value: 'status', label: 'Everything with a status' },
          { value: 'table', label: 'The whole table' },
        ]}
        onChange={(kind) => onChange({ ...form, kind })}
      />
      {form.kind === 'zone' && (
        <TextField
          label="Zone"
          value={form.zone}
          error={problemOf('zone')}
          onChange={(zone) => onChange({ ...form, zone })}
        />
      )}
      {form.kind === 'mark' && (
        <>
          <TextField
            label="Mark"
            value={form.mark}
            error={problemOf('mark')}
            onChange={(mark) => onChange({ ...form, mark })}
          />
          <TextField
            label="Mask"
            value={form.mask}
            error={problemOf('mask')}
            onChange={(mask) => onChange({ ...form, mask })}
          />
        </>
      )}
      {form.kind === 'status' && (
        <SelectField<StatusChoice>
          label="Status"
          value={form.status}
          choices={statusKeys.map((value) => ({ value, label: statusChoices[value].label }))}
          onChange={(status) => onChange({ ...form, status })}
        />
      )}
    </div>
  );
}

const statusKeys: readonly StatusChoice[] = ['unreplied', 'unassured', 'assured'];

function labelOf(one: Chosen): string {
  return one.kind === 'flows'
    ? `The selected flows (${formatCount(one.count)})`
    : one.filter.trim() === ''
      ? 'All flows that are in the table now'
      : `All that match ${one.filter}`;
}
