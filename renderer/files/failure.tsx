import type { ErrorData } from '../../shared/errors.ts';
import styles from './failure.module.css';

/** Why something failed: the sentence, the cause in its own words, and what to do. */
export function Failure({ error }: { readonly error: ErrorData }) {
  return (
    <div role="alert" className={styles.failure}>
      <p className={styles.message}>{error.message}</p>
      {(error.subject || error.errno) && (
        <p className={styles.cause}>{[error.subject, error.errno].filter(Boolean).join(': ')}</p>
      )}
      {error.detail && <p className={styles.cause}>{error.detail}</p>}
      {error.hint && <p>{error.hint}</p>}
    </div>
  );
}
