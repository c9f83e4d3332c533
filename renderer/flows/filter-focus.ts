import { focusFilterField } from '../ui/filter-field.tsx';

/** The filter's input, so that the table can hand it the focus. */
export const FILTER_ID = 'flow-filter';

export function focusFilter(): void {
  focusFilterField(FILTER_ID);
}
