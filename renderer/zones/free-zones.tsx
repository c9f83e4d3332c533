import { type FormEvent, useEffect, useRef } from 'react';
import { isRead } from '../../shared/form-fields.ts';
import { countZones, type ZoneRange } from '../../shared/zone-reservation.ts';
import { useSession, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { CheckboxField, TextField } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { PanelSection } from '../ui/panel.tsx';
import styles from './free-zones.module.css';
import {
  changeSearch,
  type Found,
  findFreeZones,
  loadFirstZone,
  readSearch,
  reserveForUse,
  reserveFreeZones,
  type SearchField,
  useFreeZones,
} from './free-zones-store.ts';

/** The most zones that are listed one by one. */
const LISTED = 24;

const labels: Readonly<Record<SearchField, string>> = {
  from: 'From zone',
  count: 'How many',
  avoidSeenMinutes: 'Unused for, min',
};
const fields: readonly SearchField[] = ['from', 'count', 'avoidSeenMinutes'];

interface FreeZonesProps {
  readonly onUse: (zone: number) => void;
}

/** Finds the next zones without flows, and reserves them. */
export function FreeZones({ onUse }: FreeZonesProps) {
  const form = useRef<HTMLFormElement>(null);
  const search = useFreeZones((state) => state);
  const read = readSearch(search);
  const problems = fields.flatMap((field) => {
    const parsed = read[field];
    return isRead(parsed) ? [] : [{ field, message: parsed.message }];
  });
  useEffect(() => void loadFirstZone(), []);

  const run = async (ask: () => Promise<SearchField | null>) => {
    const wrong = await ask();
    const input = wrong && form.current?.elements.namedItem(wrong);
    if (input instanceof HTMLInputElement) input.focus();
  };
  const use = async (zone: number) => {
    const got = await reserveForUse(zone);
    if (got !== null) onUse(got);
  };
  const unreadable = useSession(whyUnreadable);
  const problem = unreadable ?? (search.searching ? 'Searching.' : null);
  return (
    <PanelSection title="Next free zones">
      <form
        ref={form}
        noValidate
        aria-label="Find free zones"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void run(findFreeZones);
        }}
      >
        <div className={styles.search}>
          {fields.map((field) => (
            <TextField
              key={field}
              name={field}
              label={labels[field]}
              value={search[field]}
              aria-invalid={problems.some((problem) => problem.field === field) || undefined}
              aria-describedby="free-zones-problem"
              onChange={(text) => changeSearch({ [field]: text })}
            />
          ))}
        </div>
        <p id="free-zones-problem" className={styles.problem} role="status">
          {problems.map(({ field, message }) => `${labels[field]}: ${message}. `)}
        </p>
        <div className={styles.actions}>
          <CheckboxField
            label="In a row, without a gap"
            checked={search.contiguous}
            onChange={(contiguous) => changeSearch({ contiguous })}
          />
          <Button type="submit" disabledReason={problem}>
            Find
          </Button>
          <Button
            disabledReason={problem}
            tip="Finds them and keeps them from every other search in the same step"
            onClick={() => void run(reserveFreeZones)}
          >
            Reserve
          </Button>
        </div>
      </form>
      <div className={styles.answer} role="status">
        {search.error && <p className={styles.problem}>{search.error.message}</p>}
        {search.found && <FoundZones found={search.found} onUse={use} />}
      </div>
    </PanelSection>
  );
}

interface FoundZonesProps {
  readonly found: Found;
  readonly onUse: (zone: number) => Promise<void>;
}

function FoundZones({ found: { ranges, shortage, reserved }, onUse }: FoundZonesProps) {
  const zones = firstOf(ranges, LISTED);
  const count = countZones(ranges);
  const last = ranges.at(-1)?.to;
  return (
    <>
      {zones.length > 0 && (
        <ul className={styles.zones}>
          {zones.map((zone) => (
            <li key={zone}>
              <Button
                className={styles.zone}
                aria-label={`Use zone ${zone}`}
                tip={`Reserve zone ${zone} and inject a flow into it`}
                onClick={() => void onUse(zone)}
              >
                {zone}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.quiet}>
        {count > zones.length && `and ${formatCount(count - zones.length)} more, up to zone ${last} · `}
        {shortage ?? (reserved ? 'reserved for this window' : 'free in the table as it is now')}
      </p>
    </>
  );
}

function firstOf(ranges: readonly ZoneRange[], most: number): number[] {
  const zones: number[] = [];
  for (const { from, to } of ranges) {
    for (let zone = from; zone <= to && zones.length < most; zone++) zones.push(zone);
  }
  return zones;
}
