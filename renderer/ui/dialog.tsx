import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: ReactNode;
  /** Called when the person closes it, also with Escape. */
  readonly onClose: () => void;
  /** While true, Escape and the close button do nothing: something runs that has its own way to stop. */
  readonly busy?: boolean;
  /** Why nothing can be done in it now, such as a table that was lost meanwhile. */
  readonly obstacle?: string | null;
  readonly children: ReactNode;
  /** The buttons at the bottom. */
  readonly actions: ReactNode;
}

/** Marks the element of a dialog that has the focus when it opens. */
export const FIRST_FOCUS = 'data-first-focus';

function focusFirst(dialog: HTMLDialogElement): void {
  const first = dialog.querySelector(`[${FIRST_FOCUS}]`) ?? dialog.querySelector('[data-actions] button');
  if (first instanceof HTMLElement) first.focus();
}

/** A modal dialog on the native element: it keeps the focus inside and gives it back. It is open while it is mounted. */
export function Dialog({ title, onClose, busy = false, obstacle = null, children, actions }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element?.isConnected || element.open) return;
    const before = document.activeElement;
    element.showModal();
    focusFirst(element);
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // A button that goes away while it has the focus would leave the keyboard outside.
  useEffect(() => {
    if (dialog.current?.open && !dialog.current.contains(document.activeElement)) focusFirst(dialog.current);
  });

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      // Left to itself, the browser closes it at a second Escape, whatever the page says.
      closedby="none"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape' && !busy) onClose();
      }}
    >
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {!busy && <IconButton icon={X} label="Close" onClick={onClose} />}
      </div>
      <div className={styles.body}>{children}</div>
      <p role="status" className={styles.obstacle}>
        {obstacle}
      </p>
      <div data-actions className={styles.actions}>
        {actions}
      </div>
    </dialog>
  );
}
