import { rangeSize, specAt } from '../../shared/flow-range.ts';
import { l4Kind } from '../../shared/protocol.ts';
import { endFields, runningParts } from '../../shared/range-form.ts';
import { formatQuantity } from '../ui/format.ts';
import { Fold } from '../ui/panel.tsx';
import { describeSpec } from './describe-spec.ts';
import { FoldTitle } from './fold-title.tsx';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-form.module.css';

/** Up to where addresses, ports, the ICMP identifier and the zone run: one flow for each combination. */
export function RepetitionFields({ view }: { readonly view: FormView }) {
  const { form } = view;
  const kind = l4Kind(form.protocol);
  const isRepeated = runningParts(form.protocol).some((part) => form[endFields[part]] !== '');
  return (
    <Fold title={<FoldTitle title="Repetition" set={isRepeated} />}>
      <End view={view} end="source" />
      <End view={view} end="destination" />
      <FormRow
        view={view}
        columns="halves"
        fields={[
          { field: 'zoneTo', name: 'Zone' },
          ...(kind === 'icmp' ? [{ field: 'icmpIdTo', name: 'Identifier' } as const] : []),
        ]}
      >
        <FormInput view={view} field="zoneTo" label="Zone up to" placeholder={view.form.zone} />
        {kind === 'icmp' && (
          <FormInput view={view} field="icmpIdTo" label="Identifier up to" placeholder={view.form.icmpId} />
        )}
      </FormRow>
      <Preview view={view} />
    </Fold>
  );
}

interface EndProps {
  readonly view: FormView;
  readonly end: 'source' | 'destination';
}

function End({ view, end }: EndProps) {
  const hasPort = l4Kind(view.form.protocol) === 'ports';
  const title = end === 'source' ? 'Source' : 'Destination';
  return (
    <FormRow
      view={view}
      columns={hasPort ? 'end' : 'whole'}
      fields={hasPort ? [{ field: `${end}To` }, { field: `${end}PortTo` }] : [{ field: `${end}To` }]}
    >
      <FormInput
        view={view}
        field={`${end}To`}
        label={`${title} address up to`}
        placeholder={view.form[end]}
      />
      {hasPort && (
        <FormInput
          view={view}
          field={`${end}PortTo`}
          label="Port up to"
          name={`${title} port up to`}
          placeholder={view.form[`${end}Port`]}
        />
      )}
    </FormRow>
  );
}

/** How many flows it will be, with the first and the last. */
function Preview({ view: { range } }: { readonly view: FormView }) {
  const size = range === null ? 1 : rangeSize(range);
  return (
    <div className={styles.preview} role="status">
      <p>{formatQuantity(size, 'flow')}</p>
      {range !== null && (
        <>
          <code>{describeSpec(specAt(range, 0))}</code>
          <code>{describeSpec(specAt(range, size - 1))}</code>
        </>
      )}
    </div>
  );
}
