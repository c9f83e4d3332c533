import { SCTP, TCP, UDP, UDPLITE } from '../../shared/protocol.ts';
import { CheckboxField, SelectField } from '../ui/field.tsx';
import { Fold } from '../ui/panel.tsx';
import { protocolLabel } from '../ui/protocol-name.tsx';
import { FoldTitle } from './fold-title.tsx';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-form.module.css';
import { changeForm } from './inject-store.ts';

const protocols = [TCP, UDP, SCTP, UDPLITE].map((protocol) => ({
  value: String(protocol),
  label: protocolLabel(protocol),
}));

/** Another flow that this one foretells, as helpers do. */
export function ExpectationFields({ view }: { readonly view: FormView }) {
  const { form } = view;
  return (
    <Fold title={<FoldTitle title="Expectation" set={form.expects} />}>
      <CheckboxField
        label="Expect another flow"
        hint="Made after the flow, which needs a helper. How long it is kept is the helper’s to say."
        checked={form.expects}
        onChange={(expects) => changeForm({ expects })}
      />
      {form.expects && (
        <div className={styles.expected}>
          <FormRow view={view} columns="halves" fields={[{ field: 'expectedClass', name: 'Class' }]}>
            <SelectField
              label="Expected protocol"
              value={String(form.expectedProtocol)}
              choices={protocols}
              onChange={(protocol) => changeForm({ expectedProtocol: Number(protocol) })}
            />
            <FormInput view={view} field="expectedClass" label="Class" />
          </FormRow>
          <FormRow
            view={view}
            columns="end"
            fields={[{ field: 'expectedSource' }, { field: 'expectedSourcePort' }]}
          >
            <FormInput
              view={view}
              field="expectedSource"
              label="Expected source, address or prefix"
              placeholder="any"
            />
            <FormInput
              view={view}
              field="expectedSourcePort"
              label="Port"
              name="Expected source port"
              placeholder="any"
            />
          </FormRow>
          <FormRow
            view={view}
            columns="end"
            fields={[{ field: 'expectedDestination' }, { field: 'expectedDestinationPort' }]}
          >
            <FormInput
              view={view}
              field="expectedDestination"
              label="Expected destination"
              placeholder={form.destination}
            />
            <FormInput
              view={view}
              field="expectedDestinationPort"
              label="Port"
              name="Expected destination port"
            />
          </FormRow>
          <div className={styles.checks}>
            <CheckboxField
              label="Permanent"
              hint="It stays for further flows when the first has come."
              checked={form.expectedPermanent}
              onChange={(expectedPermanent) => changeForm({ expectedPermanent })}
            />
            <CheckboxField
              label="Inactive"
              hint="The kernel leaves it out of account."
              checked={form.expectedInactive}
              onChange={(expectedInactive) => changeForm({ expectedInactive })}
            />
          </div>
        </div>
      )}
    </Fold>
  );
}
