import type { ReactNode } from 'react';
import type { TextField as FieldName } from '../../shared/flow-form.ts';
import { classes } from '../ui/classes.ts';
import { TextField } from '../ui/field.tsx';
import styles from './form-row.module.css';
import { type FormView, messageId } from './form-view.ts';
import { changeForm } from './inject-store.ts';

interface FormInputProps {
  readonly view: FormView;
  readonly field: FieldName;
  readonly label: string;
  /** Its full name for screen readers, where the label leaves a part to the place. */
  readonly name?: string;
  readonly placeholder?: string;
  /** Id of a datalist. */
  readonly list?: string;
  /** Takes the text instead of the form's field of that name. */
  readonly onChange?: (text: string) => void;
}

/** One typed field of the form. What is wrong with it stands below its row. */
export function FormInput({ view, field, label, name, placeholder, list, onChange }: FormInputProps) {
  const wrong = view.messages.has(field);
  return (
    <TextField
      name={field}
      label={label}
      value={view.form[field]}
      placeholder={placeholder}
      list={list}
      aria-label={name}
      aria-invalid={wrong || undefined}
      aria-describedby={wrong ? messageId(field) : undefined}
      onChange={onChange ?? ((text) => changeForm({ [field]: text }))}
    />
  );
}

interface FormRowProps {
  readonly view: FormView;
  /** The fields of this row from left to right, with a name for the message where the place does not tell. */
  readonly fields: readonly { readonly field: FieldName; readonly name?: string }[];
  /** How the width is shared out. */
  readonly columns: 'whole' | 'end' | 'halves' | 'icmp' | 'zone';
  /** Said while nothing is wrong. */
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Fields side by side, and one line below them for what is wrong. The line is always there, so that nothing moves when
 * a message comes; a live region, so that it is read out.
 */
export function FormRow({ view, fields, columns, hint, children }: FormRowProps) {
  const wrong = fields.filter(({ field }) => view.messages.has(field));
  return (
    <div>
      <div className={classes(styles.fields, styles[columns])}>{children}</div>
      <div className={styles.messages} role="status">
        {wrong.map(({ field, name }) => (
          <span
            key={field}
            id={messageId(field)}
            className={classes(
              styles.message,
              field === fields.at(-1)?.field && columns === 'end' && styles.last,
            )}
          >
            {name && `${name}: `}
            {view.messages.get(field)}
          </span>
        ))}
        {wrong.length === 0 && hint && <span className={styles.hint}>{hint}</span>}
      </div>
    </div>
  );
}
