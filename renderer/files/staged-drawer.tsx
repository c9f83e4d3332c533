import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { Drawer } from '../ui/drawer.tsx';

interface StagedDrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What is going on in it. A control that goes away with it hands the focus to the next one marked `data-first-focus`. */
  readonly stage: string;
  readonly children: ReactNode;
}

/** A drawer whose controls come and go: the focus goes into it, and stays in it. */
export function StagedDrawer({ stage, ...drawer }: StagedDrawerProps) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => focusFirst(element.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another stage takes controls away
  useEffect(() => {
    if (document.activeElement === document.body) focusFirst(element.current);
  }, [stage]);
  return <Drawer {...drawer} element={element} />;
}

function focusFirst(drawer: HTMLElement | null): void {
  const last = [...(drawer?.querySelectorAll<HTMLElement>('[data-first-focus]') ?? [])].at(-1);
  last?.focus();
}
