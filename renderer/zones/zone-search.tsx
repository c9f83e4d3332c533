import { Search, X } from 'lucide-react';
import { useId, useRef } from 'react';
import type { FilterError } from '../../shared/filter/cursor.ts';
import { IconButton } from '../ui/button.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { typeZoneFilter, useZoneFilterText } from './zone-filter-text.ts';
import styles from './zone-search.module.css';
import { useZones } from './zones-store.ts';

const FIELD_ID = 'zone-filter';

/** Puts the focus into the filter of zones, with its text selected. */
export function focusZoneFilter(): void {
  const input = document.getElementById(FIELD_ID);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

interface ZoneSearchProps {
  /** Hands the focus on to the table. */
  readonly onDone: () => void;
}

/** The filter of zones, checked as it is typed. */
export function ZoneSearch({ onDone }: ZoneSearchProps) {
  const { text, error } = useZoneFilterText();
  const input = useRef<HTMLInputElement>(null);
  const outcome = useId();
  return (
    <search className={styles.box}>
      <Search size={14} aria-hidden className={styles.lens} />
      <div className={styles.line}>
        {error && <Mark text={text} error={error} />}
        <input
          ref={input}
          id={FIELD_ID}
          className={styles.input}
          type="text"
          aria-label="Filter zones"
          aria-invalid={error !== null}
          aria-describedby={outcome}
          placeholder="Filter zones: 4100, 100..200, flows > 100, reserved"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={1000}
          value={text}
          onChange={({ target }) => typeZoneFilter(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && (event.key !== 'Enter' || error !== null)) return;
            event.preventDefault();
            onDone();
          }}
        />
      </div>
      {text !== '' && (
        <IconButton
          icon={X}
          label="Clear the filter"
          className={styles.clear}
          onClick={() => {
            typeZoneFilter('');
            input.current?.focus();
          }}
        />
      )}
      <output id={outcome} className={error ? styles.problem : styles.found}>
        {error ? <Problem error={error} /> : <Found />}
      </output>
    </search>
  );
}

/** Underlines what is wrong, behind the text: the letters here are only for the width. */
function Mark({ text, error }: { readonly text: string; readonly error: FilterError }) {
  const end = error.position + Math.max(1, error.length);
  return (
    <div aria-hidden className={styles.mark}>
      {text.slice(0, error.position)}
      <span className={styles.wrong}>{text.slice(error.position, end).padEnd(1)}</span>
    </div>
  );
}

function Problem({ error }: { readonly error: FilterError }) {
  return (
    <>
      {error.message}
      {error.suggestion && ` Did you mean ${error.suggestion}?`}
    </>
  );
}

function Found() {
  const matched = useZones(({ page }) => page?.matched ?? 0);
  const inUse = useZones(({ page }) => page?.inUse ?? 0);
  const filtered = useZones(({ filter }) => filter !== '');
  return (
    <>
      {filtered && `${formatCount(matched)} shown · `}
      {formatQuantity(inUse, 'zone')} in use
    </>
  );
}
