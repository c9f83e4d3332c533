import { type ReactNode, type RefObject, useRef } from 'react';
import styles from './drawer.module.css';
import { Panel } from './panel.tsx';
import { useFocusBack } from './use-focus-back.ts';

interface DrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly element?: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
}

/** A pane beside the view: Escape closes it, and the focus goes back to where it was. */
export function Drawer({ title, onClose, element, children }: DrawerProps) {
  const own = useRef<HTMLDivElement>(null);
  const drawer = element ?? own;
  useFocusBack(drawer);
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
