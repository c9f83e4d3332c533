/** The filter's input, so that the table can hand it the focus. */
export const FILTER_ID = 'flow-filter';

export function focusFilter(): void {
  const input = document.getElementById(FILTER_ID);
  if (input instanceof HTMLInputElement) {
    input.focus();
    input.select();
  }
}
