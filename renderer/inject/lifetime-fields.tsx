import { timeoutSysctl } from '../../shared/kernel-timeout.ts';
import { statesOf } from '../../shared/protocol.ts';
import { Button } from '../ui/button.tsx';
import { type Choice, SelectField } from '../ui/field.tsx';
import { FormInput, FormRow } from './form-row.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-form.module.css';
import { changeForm, fillNextFreeZone, useInject } from './inject-store.ts';

const directions: readonly Choice<FormView['form']['zoneDirection']>[] = [
  { value: 'both', label: 'both directions' },
  { value: 'original', label: 'original only' },
  { value: 'reply', label: 'reply only' },
];

/** State, timeout and zone. */
export function LifetimeFields({ view }: { readonly view: FormView }) {
  const states = statesOf(view.form.protocol);
  const findingZone = useInject((state) => state.findingZone);
  const zoneError = useInject((state) => state.zoneError);
  const timeoutSource = useTimeoutSource(view);
  return (
    <>
      <FormRow
        view={view}
        columns="halves"
        fields={[{ field: 'timeout', name: 'Timeout' }]}
        hint={timeoutSource}
      >
        {states.length > 0 && (
          <SelectField
            label="State"
            value={view.form.state}
            choices={states.map((state) => ({ value: state, label: state }))}
            onChange={(state) => changeForm({ state })}
          />
        )}
        <FormInput view={view} field="timeout" label="Timeout" />
      </FormRow>
      <FormRow
        view={view}
        columns="zone"
        fields={[{ field: 'zone' }]}
        hint={zoneError === null ? zoneHint(view) : <span className={styles.problem}>{zoneError}</span>}
      >
        <FormInput view={view} field="zone" label="Zone" />
        <SelectField
          label="Zone applies to"
          value={view.form.zoneDirection}
          choices={directions}
          onChange={(zoneDirection) => changeForm({ zoneDirection })}
        />
        <Button
          disabledReason={findingZone ? 'Looking for a zone without flows.' : null}
          tip="The next zone without flows, from the settings’ first zone upwards"
          onClick={() => void fillNextFreeZone()}
        >
          Next free
        </Button>
      </FormRow>
    </>
  );
}

/** Where an untouched timeout comes from. */
function useTimeoutSource({ form }: FormView): string | null {
  const edited = useInject((state) => state.editedForm?.edited.has('timeout') ?? false);
  const fromSettings = useInject((state) => (state.settings?.timeoutSeconds ?? 0) > 0);
  if (edited) return null;
  if (fromSettings) return 'timeout from the settings';
  const state = form.state === '' ? null : statesOf(form.protocol).indexOf(form.state);
  const sysctl = timeoutSysctl(form.protocol, state, form.assured);
  return sysctl && `timeout from ${sysctl}`;
}

function zoneHint({ form }: FormView): string | null {
  if (form.zoneDirection === 'both' || form.zone.trim() === '0') return null;
  return `the ${form.zoneDirection === 'original' ? 'reply' : 'original'} direction stays in zone 0`;
}
