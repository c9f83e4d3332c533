import type { FlowEventKind } from '../../shared/flow-event.ts';
import { classes } from '../ui/classes.ts';
import { formatCount } from '../ui/format.ts';
import { toggleKind, useEventRows } from './event-rows.ts';
import { kindWords } from './event-words.ts';
import styles from './kind-chips.module.css';

interface KindChipsProps {
  /** How many there were in the last whole second; null when that is not known yet. */
  readonly lastSecond: Readonly<Record<FlowEventKind, number>> | null;
}

const kinds: readonly FlowEventKind[] = ['new', 'updated', 'destroyed'];

/** The kinds of events in the colours of the chart; each can be left out of the table. */
export function KindChips({ lastSecond }: KindChipsProps) {
  const shown = useEventRows((rows) => rows.kinds);
  return (
    <fieldset className={styles.chips} aria-label="Kinds of events">
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          className={classes(styles.chip, styles[kind])}
          aria-pressed={shown.includes(kind)}
          onClick={() => toggleKind(kind)}
        >
          <span className={styles.swatch} aria-hidden />
          {kindWords[kind]}
          <span className={styles.rate}>{lastSecond ? `${formatCount(lastSecond[kind])}/s` : '–'}</span>
        </button>
      ))}
    </fieldset>
  );
}
