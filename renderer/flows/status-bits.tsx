import { statusMeanings } from '../../shared/status.ts';
import styles from './status-bits.module.css';

/** The status bits that are set, each with what it says; bits without a name as a number. */
export function StatusBits({ status }: { readonly status: number }) {
  const set = statusMeanings.filter(({ bit }) => (status & bit) !== 0);
  const unnamed = set.reduce((rest, { bit }) => rest & ~bit, status) >>> 0;
  if (status === 0) return <p className={styles.meaning}>No bit is set.</p>;
  return (
    <dl className={styles.bits}>
      {set.map(({ name, kernelName, meaning }) => (
        <div key={name}>
          <dt>{kernelName}</dt>
          <dd className={styles.meaning}>{meaning}</dd>
        </div>
      ))}
      {unnamed !== 0 && (
        <div>
          <dt>0x{unnamed.toString(16)}</dt>
          <dd className={styles.meaning}>Bits that this version does not know.</dd>
        </div>
      )}
    </dl>
  );
}
