import { type KeyboardEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react';
import { classes } from './classes.ts';
import styles from './popover.module.css';

export interface PopoverHandle {
  close(): void;
}

interface PopoverProps {
  /** The button that opens it: what it shows, its looks, and its name where the content does not say it. */
  readonly button: ReactNode;
  readonly buttonClass?: string | undefined;
  /** The button has no edge of its own. */
  readonly quiet?: boolean;
  readonly buttonLabel?: string;
  /** What it is, for screen readers. */
  readonly label: string;
  readonly align?: 'start' | 'end';
  /** Called each time it opens. */
  readonly onOpen?: () => void;
  readonly handle?: Ref<PopoverHandle>;
  readonly children: ReactNode;
}

/** A button with something that opens beside it. Escape and a click elsewhere close it; the rest of the page stays usable. */
export function Popover(props: PopoverProps) {
  const { button, buttonClass, buttonLabel, quiet, label, align = 'start', onOpen, handle, children } = props;
  const id = useId();
  const content = useRef<HTMLDivElement>(null);
  useImperativeHandle(handle, () => ({ close: () => content.current?.hidePopover() }));
  // The browser closes it; what it stands in must not close as well.
  const keepEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && content.current?.matches(':popover-open')) event.stopPropagation();
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        onKeyDown={keepEscape}
        className={classes(quiet && styles.quiet, buttonClass)}
        aria-label={buttonLabel}
      >
        {button}
      </button>
      <div
        ref={content}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes(styles.popover, styles[align])}
        onKeyDown={keepEscape}
        onToggle={(event) => {
          if (event.newState === 'open') onOpen?.();
        }}
      >
        {children}
      </div>
    </>
  );
}
