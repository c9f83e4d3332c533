import { useId } from 'react';
import { isRead, parseIcmpType } from '../../shared/form-fields.ts';
import { icmpTypeName, icmpTypesOf, l4Kind, SCTP } from '../../shared/protocol.ts';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';

/** What tells the flow from others: both ends, and what its protocol has beside addresses. */
export function TupleFields({ view }: { readonly view: FormView }) {
  const { protocol } = view.form;
  switch (l4Kind(protocol)) {
    case 'ports':
      return (
        <>
          <FormRow view={view} columns="end" fields={[{ field: 'source' }, { field: 'sourcePort' }]}>
            <FormInput view={view} field="source" label="Source address" />
            <FormInput view={view} field="sourcePort" label="Port" name="Source port" />
          </FormRow>
          <FormRow
            view={view}
            columns="end"
            fields={[{ field: 'destination' }, { field: 'destinationPort' }]}
          >
            <FormInput view={view} field="destination" label="Destination address" />
            <FormInput view={view} field="destinationPort" label="Port" name="Destination port" />
          </FormRow>
          {protocol === SCTP && <TagFields view={view} />}
        </>
      );
    case 'icmp':
      return (
        <>
          <Addresses view={view} />
          <IcmpFields view={view} />
        </>
      );
    case 'gre':
      return (
        <>
          <Addresses view={view} />
          <FormRow
            view={view}
            columns="halves"
            fields={[
              { field: 'sourceKey', name: 'Source key' },
              { field: 'destinationKey', name: 'Destination key' },
            ]}
          >
            <FormInput view={view} field="sourceKey" label="Source key" />
            <FormInput view={view} field="destinationKey" label="Destination key" />
          </FormRow>
        </>
      );
    case 'none':
      return <Addresses view={view} />;
  }
}

function Addresses({ view }: { readonly view: FormView }) {
  return (
    <>
      <FormRow view={view} columns="whole" fields={[{ field: 'source' }]}>
        <FormInput view={view} field="source" label="Source address" />
      </FormRow>
      <FormRow view={view} columns="whole" fields={[{ field: 'destination' }]}>
        <FormInput view={view} field="destination" label="Destination address" />
      </FormRow>
    </>
  );
}

/** Verification tags, which tell the packets of one SCTP association from those of another. */
function TagFields({ view }: { readonly view: FormView }) {
  return (
    <FormRow
      view={view}
      columns="halves"
      fields={[
        { field: 'originalTag', name: 'Original tag' },
        { field: 'replyTag', name: 'Reply tag' },
      ]}
      hint="0: the first packet of that direction tells"
    >
      <FormInput view={view} field="originalTag" label="Verification tag, original" />
      <FormInput view={view} field="replyTag" label="Verification tag, reply" />
    </FormRow>
  );
}

function IcmpFields({ view }: { readonly view: FormView }) {
  const names = useId();
  const { protocol, icmpType } = view.form;
  const type = parseIcmpType(icmpType, protocol);
  const known = isRead(type) ? icmpTypesOf(protocol).find((one) => one.type === type.value) : undefined;
  return (
    <FormRow
      view={view}
      columns="icmp"
      fields={[
        { field: 'icmpType', name: 'Type' },
        { field: 'icmpCode', name: 'Code' },
        { field: 'icmpId', name: 'Identifier' },
      ]}
      hint={known && `${known.name}, answered by ${icmpTypeName(protocol, known.answer)} (${known.answer})`}
    >
      <FormInput view={view} field="icmpType" label="Type" list={names} />
      <FormInput view={view} field="icmpCode" label="Code" />
      <FormInput view={view} field="icmpId" label="Identifier" />
      <datalist id={names}>
        {icmpTypesOf(protocol).map((one) => (
          <option key={one.type} value={one.type}>
            {one.name}
          </option>
        ))}
      </datalist>
    </FormRow>
  );
}
