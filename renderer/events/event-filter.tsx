import { FilterField, focusFilterField } from '../ui/filter-field.tsx';
import { formatCount } from '../ui/format.ts';
import { typeFilter, useEventRows } from './event-rows.ts';

const FIELD_ID = 'event-filter';

/** Gives the focus to the filter of the events. */
export function focusEventFilter(): void {
  focusFilterField(FIELD_ID);
}

/** The display filter for events: it looks at the flow as the event left it. `onDone` hands the focus on to the table. */
export function EventFilter({ onDone }: { readonly onDone: () => void }) {
  const text = useEventRows((rows) => rows.filterText);
  const error = useEventRows((rows) => rows.filterError);
  const matched = useEventRows((rows) => (rows.filter === '' ? null : (rows.page?.matched ?? null)));
  return (
    <FilterField
      id={FIELD_ID}
      label="Filter events"
      placeholder="Filter events by their flow, for example: dst in 198.51.100.0/24"
      maxLength={20_000}
      text={text}
      error={error}
      onType={typeFilter}
      onDone={onDone}
    >
      {matched !== null && `${formatCount(matched)} found`}
    </FilterField>
  );
}
