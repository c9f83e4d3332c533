import { FilterField, focusFilterField } from '../ui/filter-field.tsx';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { typeZoneFilter, useZoneFilterText } from './zone-filter-text.ts';
import { useZones } from './zones-store.ts';

const FIELD_ID = 'zone-filter';

/** Gives the focus to the filter of zones. */
export function focusZoneFilter(): void {
  focusFilterField(FIELD_ID);
}

/** The filter of zones. `onDone` hands the focus on to the table. */
export function ZoneSearch({ onDone }: { readonly onDone: () => void }) {
  const { text, error } = useZoneFilterText();
  return (
    <FilterField
      id={FIELD_ID}
      label="Filter zones"
      placeholder="Filter zones: 4100, 100..200, flows > 100, reserved"
      maxLength={1000}
      text={text}
      error={error}
      onType={typeZoneFilter}
      onDone={onDone}
    >
      <Found />
    </FilterField>
  );
}

function Found() {
  const matched = useZones(({ page }) => page?.matched ?? 0);
  const inUse = useZones(({ page }) => page?.inUse ?? 0);
  const filtered = useZones(({ filter }) => filter !== '');
  return (
    <>
      {filtered && `${formatCount(matched)} shown · `}
      {formatQuantity(inUse, 'zone')} in use
    </>
  );
}
