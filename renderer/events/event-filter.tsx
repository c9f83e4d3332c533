import { Search, X } from 'lucide-react';
import { useId } from 'react';
import { IconButton } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import styles from './event-filter.module.css';
import { typeFilter, useEventRows } from './event-rows.ts';

const FILTER_ID = 'event-filter';

/** Gives the focus to the filter of the events. */
export function focusEventFilter(): void {
  const input = document.getElementById(FILTER_ID);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

interface EventFilterProps {
  /** Hands the focus on to the table. */
  readonly onDone: () => void;
}

/** The display filter for events: it looks at the flow as the event left it. */
export function EventFilter({ onDone }: EventFilterProps) {
  const text = useEventRows((rows) => rows.filterText);
  const error = useEventRows((rows) => rows.filterError);
  const matched = useEventRows((rows) => (rows.filter === '' ? null : (rows.page?.matched ?? null)));
  const outcome = useId();
  return (
    <search className={styles.box}>
      <Search size={14} aria-hidden className={styles.lens} />
      <input
        id={FILTER_ID}
        className={styles.input}
        type="text"
        aria-label="Filter events"
        aria-invalid={error !== null}
        aria-describedby={outcome}
        placeholder="Filter events by their flow, for example: dst in 198.51.100.0/24"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={10_000}
        value={text}
        onChange={({ target }) => typeFilter(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          onDone();
        }}
      />
      <output id={outcome} className={error ? styles.problem : styles.found}>
        {error ? `${error.message}${error.suggestion ? ` Did you mean ${error.suggestion}?` : ''}` : null}
        {error === null && matched !== null && `${formatCount(matched)} found`}
      </output>
      {text !== '' && <IconButton icon={X} label="Clear the filter" onClick={() => typeFilter('')} />}
    </search>
  );
}
