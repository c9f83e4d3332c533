import { useId } from 'react';
import type { Choice } from './field.tsx';
import styles from './segmented.module.css';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  /** Leaves the label to screen readers. */
  readonly hideLabel?: boolean;
}

/** One of a few, all in sight: a group of radio buttons drawn as one bar. */
export function Segmented<T extends string>({
  label,
  value,
  choices,
  onChange,
  hideLabel,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.group} aria-label={hideLabel ? label : undefined}>
      {!hideLabel && <legend className={styles.legend}>{label}</legend>}
      <div className={styles.bar}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.choice}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
