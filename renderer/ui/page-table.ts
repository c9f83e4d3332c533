/** The table of the view that is on the page; null where that has none, or not yet. */
export function pageTable(): HTMLElement | null {
  return document.querySelector('main [role=grid]');
}
