import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: ReactNode;
  /** Draws a close button when given. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
  /** `wide`: the side of the zones view. */
  readonly size?: 'regular' | 'wide';
}

/** The pane at the right of a view. Below 900 px it lies over the view. */
export function Panel({ title, onClose, children, size = 'regular' }: PanelProps) {
  const id = useId();
  return (
    <aside aria-labelledby={id} className={classes(styles.panel, size === 'wide' && styles.wide)}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {onClose && <IconButton icon={X} label="Close" onClick={onClose} />}
      </header>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

interface PanelSectionProps {
  readonly title?: ReactNode;
  readonly children: ReactNode;
}

/** One block of a panel. */
export function PanelSection({ title, children }: PanelSectionProps) {
  return (
    <div className={styles.section}>
      {title && <h3 className={styles.heading}>{title}</h3>}
      {children}
    </div>
  );
}

interface FoldProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
}

/** A block of a panel that opens on demand. */
export function Fold({ title, children, open }: FoldProps) {
  return (
    <details className={classes(styles.section, styles.fold)} open={open}>
      <summary className={styles.heading}>{title}</summary>
      {children}
    </details>
  );
}

/** Names with values, one pair a line; holds {@link KeyValue}s. */
export function KeyValues({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.pairs}>{children}</dl>;
}

interface KeyValueProps {
  readonly name: ReactNode;
  readonly children: ReactNode;
}

export function KeyValue({ name, children }: KeyValueProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
