import type { FilterError } from '../../shared/filter/parse.ts';
import { classes } from '../ui/classes.ts';
import styles from '../ui/filter-field.module.css';
import { formatCount } from '../ui/format.ts';

import { useFlowRows } from './flow-rows.ts';

interface FilterOutcomeProps {
  readonly id: string;
  readonly error: FilterError | null;
  /** The text is no filter yet: what is found belongs to an earlier one. */
  readonly isUnfinished: boolean;
}

/** What the filter finds, or why it cannot be used. */
export function FilterOutcome({ id, error, isUnfinished }: FilterOutcomeProps) {
  const found = useFlowRows(({ page, filter }) => (filter === '' ? null : page));
  const isEarlier = useFlowRows(({ page, filter }) => page !== null && page.filter !== filter);
  const refused = useFlowRows((rows) => (rows.error?.code === 'invalid' ? rows.error.message : null));
  const message = error?.message ?? refused;
  return (
    <>
      <output key={message} id={id} className={styles.problem} hidden={message === null}>
        {message}
        {error?.suggestion && ` Did you mean ${error.suggestion}?`}
      </output>
      {message === null && !isUnfinished && found && (
        <small className={classes(styles.found, isEarlier && styles.earlier)}>
          {formatCount(found.matched)} of {formatCount(found.total)} · {formatTook(found.tookMs)}
        </small>
      )}
    </>
  );
}

function formatTook(milliseconds: number): string {
  return milliseconds < 0.95 ? '< 1 ms' : `${Math.round(milliseconds)} ms`;
}
