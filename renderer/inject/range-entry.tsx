import { rangeSize, specAt } from '../../shared/flow-range.ts';
import { countOf, type Outcome } from '../../shared/work.ts';
import { call } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { attempt } from '../ui/notifications.ts';
import { RefusalList } from '../ui/refusal-list.tsx';
import { Tag } from '../ui/tag.tsx';
import { describeSpec } from './describe-spec.ts';
import { Reason } from './reason.tsx';
import styles from './recent-list.module.css';
import { type RecentRange, stopRange } from './recent-store.ts';

/** What became of so many flows. */
const words: Readonly<Partial<Record<Outcome, string>>> = {
  created: 'created',
  exists: 'exist already',
  refused: 'refused',
  untried: 'not tried',
};

/** One word for how a range went. */
export function RangeTag({ entry: { result, error } }: { readonly entry: RecentRange }) {
  if (error) return <Tag tone="bad">refused</Tag>;
  if (result === null) return <Tag>injecting</Tag>;
  if (result.stopped) return <Tag tone="warn">stopped</Tag>;
  if (result.refusalCount === 0) return <Tag tone="ok">created</Tag>;
  if (countOf(result, 'created') > 0) return <Tag tone="warn">in part</Tag>;
  return countOf(result, 'exists') > 0 ? <Tag tone="warn">exist</Tag> : <Tag tone="bad">refused</Tag>;
}

/** Flows that were injected from one form: how far they are, or what became of them. */
export function RangeEntry({ entry }: { readonly entry: RecentRange }) {
  const { range, progress, result, error } = entry;
  const size = rangeSize(range);
  return (
    <>
      <div className={styles.line}>
        <RangeTag entry={entry} />
        <span className={styles.flow}>
          {formatQuantity(size, 'flow')} from <code>{describeSpec(specAt(range, 0))}</code>
        </span>
        {result === null && error === null && (
          <Button tone="ghost" className={styles.open} onClick={() => void attempt(stopRange(entry))}>
            Stop
          </Button>
        )}
      </div>
      {result === null && error === null && (
        <progress className={styles.progress} aria-label="Injecting" max={size} value={progress?.done ?? 0} />
      )}
      {error && <Reason error={error} />}
      {result && (
        <p className={styles.reason}>
          {result.counts
            .map(({ outcome, flows }) => `${formatCount(flows)} ${words[outcome] ?? outcome}`)
            .join(', ')}
        </p>
      )}
      {result?.note && <p className={styles.reason}>{result.note}</p>}
      {result?.stopped && result.stopped.code !== 'cancelled' && <Reason error={result.stopped} />}
      {result && result.refusalCount > 0 && (
        <details className={styles.refusals}>
          <summary>{formatQuantity(result.refusalCount, 'flow')} not made</summary>
          <RefusalList
            label="Flows that were not made"
            first={result.refusals}
            count={result.refusalCount}
            readOn={(offset) => call('work.refusals', { workId: entry.workId, offset, limit: 100 })}
          />
        </details>
      )}
    </>
  );
}
