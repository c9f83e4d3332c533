import { type ReactNode, useId } from 'react';
import { classes } from '../ui/classes.ts';
import styles from './section.module.css';

interface SectionProps {
  readonly title: string;
  /** A few quiet words beside the title. */
  readonly note?: ReactNode;
  /** What one can choose here, at the right. */
  readonly controls?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One block of the view. */
export function Section({ title, note, controls, wide, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes(styles.section, wide && styles.wide)}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <p className={styles.note}>{note}</p>
        {controls}
      </header>
      {children}
    </section>
  );
}

/** Stands in a section until there is something to show in it. */
export function Waiting({ rows }: { readonly rows: number }) {
  return (
    <div role="status" aria-label="Loading" className={styles.waiting}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <span key={row} />
      ))}
    </div>
  );
}
