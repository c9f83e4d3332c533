import type { ErrorData } from '../../shared/errors.ts';
import styles from './recent-list.module.css';

/** Why something was refused: errno, the sentence, the kernel's own words, and what to do. */
export function Reason({ error }: { readonly error: ErrorData }) {
  return (
    <p className={styles.reason}>
      {error.errno && `${error.errno}: `}
      {error.message} {error.detail} {error.hint}
    </p>
  );
}
