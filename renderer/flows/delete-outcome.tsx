import { describeFlow } from '../../shared/flow.ts';
import { formatCount } from '../ui/format.ts';
import styles from './delete-outcome.module.css';
import type { DeleteResult } from './delete-run.ts';
import { lifeKey } from './flow-key.ts';

const MOST_SHOWN = 50;

/** The flows that could not be deleted, each with its reason. */
export function DeleteOutcomeList({ result: { failures, untried } }: { readonly result: DeleteResult }) {
  return (
    <>
      {untried > 0 && <p>{formatCount(untried)} were not tried and are unchanged.</p>}
      {failures.length > 0 && (
        <ul className={styles.failures}>
          {failures.slice(0, MOST_SHOWN).map(({ ref, error }) => (
            <li key={lifeKey(ref)}>
              <code>{describeFlow(ref.protocol, ref.original)}</code>
              <p>
                <span className={styles.errno}>{error.errno ?? error.code}</span> {error.message}
              </p>
              {error.hint && <p className={styles.hint}>{error.hint}</p>}
            </li>
          ))}
          {failures.length > MOST_SHOWN && <li>and {formatCount(failures.length - MOST_SHOWN)} more</li>}
        </ul>
      )}
    </>
  );
}
