import { type RefObject, useEffect, useLayoutEffect } from 'react';
import { pageTable } from './page-table.ts';

/**
 * Gives the focus back to where it was before the element came, when the element goes while the focus is in it or
 * nowhere. What had it may be gone too, as the details of a zone are: then the table beside it takes it.
 */
export function useFocusBack(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const own = element.current;
    const before = document.activeElement;
    return () => {
      const isInside = own?.contains(document.activeElement) || document.activeElement === document.body;
      const isThere = before !== document.body && before?.isConnected;
      const home = isThere ? before : pageTable();
      if (isInside && home instanceof HTMLElement) home.focus();
    };
  }, [element]);
}

/** Hands the focus on to the table that comes in the place of what has it now, such as a button that filled an empty table. */
export function useFocusOn(): void {
  useEffect(
    () => () => {
      if (document.activeElement === document.body) pageTable()?.focus();
    },
    [],
  );
}
