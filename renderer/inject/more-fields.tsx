import { l4Kind } from '../../shared/protocol.ts';
import { CheckboxField } from '../ui/field.tsx';
import { Fold } from '../ui/panel.tsx';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-drawer.module.css';
import { changeForm } from './inject-store.ts';

/** What most flows do without, behind folds. */
export function MoreFields({ view }: { readonly view: FormView }) {
  return (
    <>
      <Fold title="Address translation">
        <TranslationRow view={view} end="sourceNat" label="New source address" />
        <TranslationRow view={view} end="destinationNat" label="New destination address" />
      </Fold>
      <Fold title="Mark and status">
        <FormRow view={view} columns="halves" fields={[{ field: 'mark' }]}>
          <FormInput view={view} field="mark" label="Mark" />
        </FormRow>
        <div className={styles.checks}>
          <CheckboxField
            label="Seen reply"
            checked={view.form.seenReply}
            onChange={(seenReply) => changeForm({ seenReply })}
          />
          <CheckboxField
            label="Assured"
            checked={view.form.assured}
            onChange={(assured) => changeForm({ assured })}
          />
        </div>
      </Fold>
    </>
  );
}

interface TranslationRowProps {
  readonly view: FormView;
  readonly end: 'sourceNat' | 'destinationNat';
  readonly label: string;
}

function TranslationRow({ view, end, label }: TranslationRowProps) {
  const address = `${end}Address` as const;
  const port = `${end}Port` as const;
  const hasPort = l4Kind(view.form.protocol) === 'ports';
  return (
    <FormRow
      view={view}
      columns={hasPort ? 'end' : 'whole'}
      fields={hasPort ? [{ field: address }, { field: port }] : [{ field: address }]}
    >
      <FormInput view={view} field={address} label={label} placeholder="unchanged" />
      {hasPort && (
        <FormInput
          view={view}
          field={port}
          label="Port"
          name={label.replace('address', 'port')}
          placeholder="unchanged"
        />
      )}
    </FormRow>
  );
}
