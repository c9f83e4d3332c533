import { Search, X } from 'lucide-react';
import { type ReactNode, useId, useRef } from 'react';
import type { FilterError } from '../../shared/filter/cursor.ts';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './filter-field.module.css';

interface FilterFieldProps {
  readonly id: string;
  /** Its name for screen readers. */
  readonly label: string;
  readonly placeholder: string;
  readonly maxLength: number;
  readonly text: string;
  readonly error: FilterError | null;
  readonly onType: (text: string) => void;
  /** Hands the focus on to the table. */
  readonly onDone: () => void;
  /** What it finds, in a few words. */
  readonly children: ReactNode;
}

/** A filter of one line, checked as it is typed. */
export function FilterField(props: FilterFieldProps) {
  const { id, label, placeholder, maxLength, text, error, onType, onDone, children } = props;
  const input = useRef<HTMLInputElement>(null);
  const outcome = useId();
  return (
    <search className={styles.box}>
      <Search size={14} aria-hidden className={styles.lens} />
      <div className={styles.line}>
        {error && <Underline text={text} error={error} />}
        <input
          ref={input}
          id={id}
          className={styles.input}
          type="text"
          aria-label={label}
          aria-invalid={error !== null}
          aria-describedby={outcome}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={maxLength}
          value={text}
          onChange={({ target }) => onType(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && (event.key !== 'Enter' || error !== null)) return;
            event.preventDefault();
            onDone();
          }}
        />
      </div>
      <output id={outcome} className={error ? styles.problem : styles.found}>
        {error ? <ProblemText problem={error} /> : children}
      </output>
      {text !== '' && (
        <ClearButton
          onClear={() => {
            onType('');
            input.current?.focus();
          }}
        />
      )}
    </search>
  );
}

/** Takes the whole filter away. */
export function ClearButton({ onClear }: { readonly onClear: () => void }) {
  return <IconButton icon={X} label="Clear the filter" className={styles.clear} onClick={onClear} />;
}

/** What is wrong, and what was probably meant. */
function ProblemText({ problem }: { readonly problem: Pick<FilterError, 'message' | 'suggestion'> }) {
  return (
    <>
      {problem.message}
      {problem.suggestion && ` Did you mean ${problem.suggestion}?`}
    </>
  );
}

/** Puts the focus into the filter of this id, with its text selected. */
export function focusFilterField(id: string): void {
  const input = document.getElementById(id);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

/** Underlines what is wrong, behind the text: the letters here are only for the width. */
function Underline({ text, error }: { readonly text: string; readonly error: FilterError }) {
  const end = error.position + Math.max(1, error.length);
  return (
    <div aria-hidden className={classes(styles.layer, styles.unseen)}>
      {text.slice(0, error.position)}
      <span className={styles.wrong}>{text.slice(error.position, end).padEnd(1)}</span>
    </div>
  );
}
