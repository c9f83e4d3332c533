import { useId } from 'react';
import { offeredProtocols } from '../../shared/flow-form.ts';
import { protocolNames, protocolNumber } from '../../shared/protocol.ts';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import { typeProtocol } from './inject-store.ts';

const others = protocolNames.filter((name) => !offeredProtocols.includes(protocolNumber(name) ?? 0));

/** The protocol by name or number, where it is none of those offered. */
export function OtherProtocol({ view }: { readonly view: FormView }) {
  const names = useId();
  return (
    <FormRow
      view={view}
      columns="whole"
      fields={[{ field: 'protocolText' }]}
      hint={`protocol number ${view.form.protocol}`}
    >
      <FormInput
        view={view}
        field="protocolText"
        label="Protocol, by name or number"
        list={names}
        onChange={typeProtocol}
      />
      <datalist id={names}>
        {others.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormRow>
  );
}
