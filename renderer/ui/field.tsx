import type { ComponentProps, ReactNode, Ref } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';
import styles from './field.module.css';

interface FieldText {
  readonly label: ReactNode;
  /** What is wrong with the value; shown beside the field and read out. */
  readonly error?: string | null | undefined;
  /** A word of help below the field. */
  readonly hint?: ReactNode;
}

interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-describedby'?: string;
}

interface FieldProps extends FieldText {
  /** Draws the control; it must take these props. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A label, a control, and what is to be said about its value. */
export function Field({ label, error, hint, children }: FieldProps) {
  const id = useId();
  const said = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter((name) => name !== null);
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        ...(error ? { 'aria-invalid': true } : {}),
        ...(said.length > 0 ? { 'aria-describedby': said.join(' ') } : {}),
      })}
      {/* The region is always there, because a live region that comes with its text is not read by every reader. */}
      <div aria-live="polite" id={`${id}-error`} className={styles.error}>
        {error}
      </div>
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps
  extends FieldText,
    Omit<ComponentProps<'input'>, 'id' | 'value' | 'onChange' | 'className' | 'ref'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text, in the fixed-width type of addresses and numbers. */
export function TextField({ label, error, hint, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          {...rest}
          {...control}
          className={styles.input}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface SelectFieldProps<T extends string> extends FieldText {
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly ref?: Ref<HTMLSelectElement>;
  readonly disabled?: boolean;
}

/** One of a list. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, error, hint, value, choices, onChange, ref, disabled } = props;
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <select
          {...control}
          ref={ref}
          disabled={disabled}
          className={classes(styles.input, styles.select)}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckboxFieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** Yes or no. */
export function CheckboxField({ label, hint, checked, onChange, disabled }: CheckboxFieldProps) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}
