import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './tag.module.css';

interface TagProps {
  readonly tone?: 'plain' | 'ok' | 'warn' | 'bad' | 'accent';
  readonly children: ReactNode;
}

/** A word in a pill. */
export function Tag({ tone = 'plain', children }: TagProps) {
  return <span className={classes(styles.tag, styles[tone])}>{children}</span>;
}
