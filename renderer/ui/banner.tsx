import { LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classes } from './classes.ts';

interface BannerProps {
  readonly title: string;
  /** `busy`: nothing is wrong, something just takes its time. */
  readonly tone?: 'bad' | 'busy';
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Says at the top of the page that what is below may not be the whole present. */
export function Banner({ title, tone = 'bad', children, actions }: BannerProps) {
  const Icon = tone === 'bad' ? TriangleAlert : LoaderCircle;
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={classes(styles.banner, styles[tone])}>
      <Icon size={16} aria-hidden />
      <p className={styles.words}>
        <strong>{title}</strong> {children}
      </p>
      {actions}
    </div>
  );
}
