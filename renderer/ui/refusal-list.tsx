import { useState } from 'react';
import type { Refusal } from '../../shared/work.ts';
import { Button } from './button.tsx';
import { formatCount } from './format.ts';
import { attempt } from './notifications.ts';
import styles from './refusal-list.module.css';

interface RefusalListProps {
  readonly label: string;
  /** The first ones, and how many there are in all. */
  readonly first: readonly Refusal[];
  readonly count: number;
  /** Reads the next ones from number `offset` on. */
  readonly readOn: (offset: number) => Promise<readonly Refusal[]>;
}

/** Flows of a long work that were not done, each with its reason; more of them on request. */
export function RefusalList({ label, first, count, readOn }: RefusalListProps) {
  const [refusals, setRefusals] = useState(first);
  const showMore = async () => setRefusals([...refusals, ...(await readOn(refusals.length))]);
  if (refusals.length === 0) return null;
  return (
    <>
      <ul className={styles.refusals} aria-label={label}>
        {refusals.map(({ outcome, subject, error }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
          <li key={index}>
            <code>{subject}</code>
            <p>
              <span className={styles.errno}>{error.errno ?? outcome}</span> {error.message}
            </p>
            {[error.detail, error.hint].filter(Boolean).map((text) => (
              <p key={text} className={styles.quiet}>
                {text}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {refusals.length < count && (
        <Button onClick={() => void attempt(showMore())}>
          Show more of {formatCount(count - refusals.length)}
        </Button>
      )}
    </>
  );
}
