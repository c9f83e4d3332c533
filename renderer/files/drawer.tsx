import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { Panel } from '../ui/panel.tsx';
import { useFocusBack } from '../ui/use-focus-back.ts';
import styles from './drawer.module.css';

interface DrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What is going on in it. A control that goes away with it hands the focus to the next one marked `data-first-focus`. */
  readonly stage: string;
  readonly children: ReactNode;
}

/** A pane beside the view: the focus goes into it, Escape closes it, and the focus goes back. */
export function Drawer({ title, onClose, stage, children }: DrawerProps) {
  const drawer = useRef<HTMLDivElement>(null);
  useFocusBack(drawer);
  useLayoutEffect(() => focusFirst(drawer.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another stage takes controls away
  useEffect(() => {
    if (document.activeElement === document.body) focusFirst(drawer.current);
  }, [stage]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys that nothing inside has taken come here
    <div
      ref={drawer}
      className={styles.drawer}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Panel title={title} onClose={onClose}>
        {children}
      </Panel>
    </div>
  );
}

function focusFirst(drawer: HTMLElement | null): void {
  const last = [...(drawer?.querySelectorAll<HTMLElement>('[data-first-focus]') ?? [])].at(-1);
  last?.focus();
}
