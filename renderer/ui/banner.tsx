import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';

interface BannerProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Says at the top of the page that what is below may not be the present. */
export function Banner({ title, children, actions }: BannerProps) {
  return (
    <div role="alert" className={styles.banner}>
      <TriangleAlert size={16} aria-hidden />
      <p className={styles.words}>
        <strong>{title}</strong> {children}
      </p>
      {actions}
    </div>
  );
}
