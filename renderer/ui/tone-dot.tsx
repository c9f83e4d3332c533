import { classes } from './classes.ts';
import styles from './tone-dot.module.css';

/** How things stand, as a colour beside the words that say it. */
export function ToneDot({ tone }: { readonly tone: 'ok' | 'busy' | 'bad' }) {
  return <span className={classes(styles.dot, styles[tone])} />;
}
