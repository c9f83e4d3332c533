import { useId } from 'react';
import { helpersFor } from '../../shared/helper.ts';
import { l4Kind } from '../../shared/protocol.ts';
import { StatusBit, statusMeanings } from '../../shared/status.ts';
import { CheckboxField } from '../ui/field.tsx';
import { Fold } from '../ui/panel.tsx';
import { protocolLabel } from '../ui/protocol-name.tsx';
import { FoldTitle } from './fold-title.tsx';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-form.module.css';
import { changeForm } from './inject-store.ts';

/** What most flows do without, behind folds. */
export function MoreFields({ view }: { readonly view: FormView }) {
  const { form } = view;
  const translates = form.sourceNatAddress + form.destinationNatAddress !== '';
  const isMarked = form.mark !== '0' || form.labels + form.helper !== '';
  return (
    <>
      <Fold title={<FoldTitle title="Address translation" set={translates} />}>
        <TranslationRow view={view} end="sourceNat" label="New source address" />
        <TranslationRow view={view} end="destinationNat" label="New destination address" />
      </Fold>
      <Fold title={<FoldTitle title="Mark, labels and helper" set={isMarked} />}>
        <FormRow
          view={view}
          columns="halves"
          fields={[
            { field: 'mark', name: 'Mark' },
            { field: 'labels', name: 'Labels' },
          ]}
        >
          <FormInput view={view} field="mark" label="Mark" />
          <FormInput view={view} field="labels" label="Labels" placeholder="none" />
        </FormRow>
        <HelperField view={view} />
      </Fold>
      <Fold title={<FoldTitle title="Status" set={statusFields.some(({ field }) => form[field])} />}>
        <div className={styles.checks}>
          {statusFields.map(({ field, label, bit }) => (
            <CheckboxField
              key={field}
              label={label}
              hint={statusMeanings.find((meaning) => meaning.bit === bit)?.meaning}
              checked={view.form[field]}
              onChange={(ticked) => changeForm({ [field]: ticked })}
            />
          ))}
        </div>
      </Fold>
    </>
  );
}

/** What the kernel keeps of a status that is set when a flow is made. */
const statusFields = [
  { field: 'seenReply', label: 'Seen reply', bit: StatusBit.seenReply },
  { field: 'assured', label: 'Assured', bit: StatusBit.assured },
  { field: 'fixedTimeout', label: 'Fixed timeout', bit: StatusBit.fixedTimeout },
  { field: 'explicitHelper', label: 'Helper attached explicitly', bit: StatusBit.helper },
] as const;

function HelperField({ view }: { readonly view: FormView }) {
  const names = useId();
  const { protocol, source } = view.form;
  const known = helpersFor(protocol, source.includes(':') ? 6 : 4);
  return (
    <FormRow
      view={view}
      columns="whole"
      fields={[{ field: 'helper' }]}
      hint={known.length === 0 && `the kernel has no helper for ${protocolLabel(protocol)}`}
    >
      <FormInput view={view} field="helper" label="Helper" placeholder="none" list={names} />
      <datalist id={names}>
        {known.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormRow>
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
