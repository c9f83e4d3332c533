import { formatCount } from '../ui/format.ts';
import styles from './filter-box.module.css';
import { useFilterText } from './filter-text.ts';
import { useFlowRows } from './flow-rows.ts';

/** What the filter finds, or why it cannot be used. */
export function FilterOutcome({ id }: { readonly id: string }) {
  const error = useFilterText((filter) => filter.error);
  const found = useFlowRows(({ page, filter }) => (filter === '' ? null : page));
  const refused = useFlowRows((rows) => (rows.error?.code === 'invalid' ? rows.error.message : null));
  const message = error?.message ?? refused;
  return (
    <>
      <output id={id} className={styles.problem} hidden={message === null}>
        {message}
        {error?.suggestion && ` Did you mean ${error.suggestion}?`}
      </output>
      {message === null && found && (
        <small className={styles.found}>
          {formatCount(found.matched)} of {formatCount(found.total)} · {formatTook(found.tookMs)}
        </small>
      )}
    </>
  );
}

function formatTook(milliseconds: number): string {
  return milliseconds < 0.95 ? '< 1 ms' : `${Math.round(milliseconds)} ms`;
}
