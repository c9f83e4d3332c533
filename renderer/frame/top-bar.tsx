import type { ReactNode } from 'react';
import styles from './top-bar.module.css';

/** What acts on the view: target, pause, filter, actions. */
export function TopBar({ children }: { readonly children: ReactNode }) {
  return (
    <header className={styles.bar}>
      <h1 className={styles.name}>Conntrack Inspector</h1>
      {children}
    </header>
  );
}

/** Takes up the room that is left. */
export function TopBarGap() {
  return <div className={styles.gap} />;
}
