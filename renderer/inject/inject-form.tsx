import { type FormEvent, useRef } from 'react';
import { offeredProtocols, type TextField } from '../../shared/flow-form.ts';
import { rangeSize } from '../../shared/flow-range.ts';
import type { WorkResult } from '../../shared/work.ts';
import { useSession, whyUnchangeable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import { PanelSection } from '../ui/panel.tsx';
import { protocolLabel } from '../ui/protocol-name.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { CommandPreview } from './command-preview.tsx';
import { ExpectationFields } from './expectation-fields.tsx';
import type { FormView } from './form-view.ts';
import styles from './inject-form.module.css';
import { chooseProtocol, submitForm, typeProtocol } from './inject-store.ts';
import { LifetimeFields } from './lifetime-fields.tsx';
import { MoreFields } from './more-fields.tsx';
import { OtherProtocol } from './other-protocol.tsx';
import { LatestTag } from './recent-list.tsx';
import type { Recent } from './recent-store.ts';
import { RepetitionFields } from './repetition-fields.tsx';
import { roomProblem } from './room.ts';
import { TupleFields } from './tuple-fields.tsx';

const OTHER = 'other';
const protocols = [
  ...offeredProtocols.map((protocol) => ({ value: String(protocol), label: protocolLabel(protocol) })),
  { value: OTHER, label: 'Other' },
];

/** What the field for other protocols starts with. */
const FIRST_OTHER = 'udplite';

interface InjectFormProps {
  readonly view: FormView;
  /** What was injected last. */
  readonly latest: Recent | undefined;
  readonly onRangeDone: (result: WorkResult) => void;
}

/** The form itself. Enter in any field submits it. */
export function InjectForm({ view, latest, onRangeDone }: InjectFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const refusal = useSession((session) => whyUnchangeable(session) ?? roomProblem(view.range, session));
  const count = view.range === null ? 1 : rangeSize(view.range);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== null) return;
    const wrong = submitForm(onRangeDone);
    if (wrong !== null && form.current) focusField(form.current, wrong);
  };

  return (
    <form ref={form} className={styles.form} noValidate onSubmit={submit} aria-label="Inject flow">
      <PanelSection>
        <div className={styles.protocol}>
          <Segmented
            label="Protocol"
            value={view.form.otherProtocol ? OTHER : String(view.form.protocol)}
            choices={protocols}
            onChange={(chosen) =>
              chosen === OTHER ? typeProtocol(FIRST_OTHER) : chooseProtocol(Number(chosen))
            }
          />
        </div>
        {view.form.otherProtocol && <OtherProtocol view={view} />}
        <TupleFields view={view} />
        <LifetimeFields view={view} />
      </PanelSection>
      <MoreFields view={view} />
      <ExpectationFields view={view} />
      <RepetitionFields view={view} />
      <PanelSection title="Equivalent command">
        <CommandPreview preview={view.preview} />
      </PanelSection>
      <div className={styles.submit}>
        <div className={styles.submitLine}>
          <Button type="submit" tone="primary" disabledReason={refusal}>
            Inject {formatQuantity(count, 'flow')}
          </Button>
          {latest && <LatestTag entry={latest} />}
        </div>
        {refusal !== null && (
          <p className={styles.refusal} role="status">
            {refusal}
          </p>
        )}
      </div>
    </form>
  );
}

/** Puts the focus into a field, also one behind a fold. */
function focusField(form: HTMLFormElement, field: TextField): void {
  const input = form.elements.namedItem(field);
  if (!(input instanceof HTMLInputElement)) return;
  const fold = input.closest('details');
  if (fold) fold.open = true;
  input.focus();
  input.select();
}
