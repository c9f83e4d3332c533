import { cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './tooltip.module.css';

/** What an element must take to carry a tooltip. */
interface Describable {
  readonly 'aria-describedby'?: string | undefined;
}

interface TooltipProps {
  readonly text: ReactNode;
  readonly children: ReactElement<Describable>;
}

const DELAY_MS = 350;

/**
 * Shows a few words beside an element while the pointer rests on it or the keyboard focus is in it. It is a native
 * popover placed by CSS anchoring, so no style has to be written by script. Escape hides it.
 */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const bubble = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const popover = bubble.current;
    const source = popover?.previousElementSibling;
    return popover && source instanceof HTMLElement ? attach(popover, source) : undefined;
  }, []);
  return (
    <>
      {cloneElement(children, { 'aria-describedby': id })}
      <span ref={bubble} id={id} role="tooltip" popover="manual" className={styles.bubble}>
        {text}
      </span>
    </>
  );
}

/** Shows the popover when the element is rested on; answers how to stop doing so. */
function attach(popover: HTMLElement, source: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const showAfter = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => popover.showPopover({ source }), delay);
  };
  const hide = () => {
    clearTimeout(timer);
    popover.hidePopover();
  };
  const listeners = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => source.addEventListener(type, listener, { signal: listeners.signal });
  on('pointerenter', () => showAfter(DELAY_MS));
  on('pointerleave', hide);
  on('pointerdown', hide);
  on('focus', () => {
    if (source.matches(':focus-visible')) showAfter(0);
  });
  on('blur', hide);
  on('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  return () => {
    listeners.abort();
    clearTimeout(timer);
  };
}
