import { Fragment } from 'react';
import styles from './keys.module.css';

/** Keys that do the same, each part of a chord drawn as a key: `Ctrl` `K`. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <Fragment key={key}>
          {key.split('+').map((part) => (
            <kbd key={part}>{part}</kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
