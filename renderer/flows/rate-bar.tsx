import { formatByteRate, MISSING } from '../ui/format.ts';
import { barShare } from './bar-share.ts';
import styles from './rate-bar.module.css';

/** A rate as a bar, on a logarithmic scale; the number is in its tooltip and read by screen readers. */
export function RateBar({ bytesPerSecond }: { readonly bytesPerSecond: number | null }) {
  if (bytesPerSecond === null) return <span className={styles.quiet}>{MISSING}</span>;
  const text = formatByteRate(bytesPerSecond);
  if (bytesPerSecond < 1) return <span className={styles.quiet}>{text}</span>;
  return (
    <span className={styles.room} title={text}>
      <span className={styles.bar} style={{ width: `${barShare(bytesPerSecond) * 100}%` }} />
      <span className={styles.number}>{text}</span>
    </span>
  );
}
