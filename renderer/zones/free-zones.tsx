import { type FormEvent, useEffect, useRef } from 'react';
import { isRead } from '../../shared/form-fields.ts';
import { Button } from '../ui/button.tsx';
import { CheckboxField, TextField } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { PanelSection } from '../ui/panel.tsx';
import styles from './free-zones.module.css';
import {
  changeSearch,
  type FoundZones,
  findFreeZones,
  loadFirstZone,
  readSearch,
  useFreeZones,
} from './free-zones-store.ts';

/** The most zones that are listed one by one. */
const LISTED = 24;

interface FreeZonesProps {
  readonly onUse: (zone: number) => void;
}

/** Finds the next zones without flows. */
export function FreeZones({ onUse }: FreeZonesProps) {
  const form = useRef<HTMLFormElement>(null);
  const search = useFreeZones((state) => state);
  const read = readSearch(search);
  const fromProblem = isRead(read.from) ? null : read.from.message;
  const countProblem = isRead(read.count) ? null : read.count.message;
  useEffect(() => void loadFirstZone(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = await findFreeZones();
    const input = wrong && form.current?.elements.namedItem(wrong);
    if (input instanceof HTMLInputElement) input.focus();
  };
  return (
    <PanelSection title="Next free zones">
      <form ref={form} noValidate className={styles.search} onSubmit={submit} aria-label="Find free zones">
        <TextField
          name="from"
          label="From zone"
          value={search.from}
          aria-invalid={fromProblem !== null || undefined}
          aria-describedby="free-zones-problem"
          onChange={(from) => changeSearch({ from })}
        />
        <TextField
          name="count"
          label="How many"
          value={search.count}
          aria-invalid={countProblem !== null || undefined}
          aria-describedby="free-zones-problem"
          onChange={(count) => changeSearch({ count })}
        />
        <Button type="submit" disabledReason={search.searching ? 'Searching.' : null}>
          Find
        </Button>
      </form>
      <p id="free-zones-problem" className={styles.problem} role="status">
        {fromProblem !== null && `From zone: ${fromProblem}. `}
        {countProblem !== null && `How many: ${countProblem}.`}
      </p>
      <CheckboxField
        label="In a row, without a gap"
        checked={search.contiguous}
        onChange={(contiguous) => changeSearch({ contiguous })}
      />
      <div className={styles.answer} role="status">
        {search.error && <p className={styles.problem}>{search.error.message}</p>}
        {search.found && <Found found={search.found} onUse={onUse} />}
      </div>
    </PanelSection>
  );
}

function Found({ found, onUse }: { readonly found: FoundZones; readonly onUse: (zone: number) => void }) {
  const { zones, wanted, tookMs } = found;
  const rest = zones.slice(LISTED);
  return (
    <>
      {zones.length > 0 && (
        <ul className={styles.zones}>
          {zones.slice(0, LISTED).map((zone) => (
            <li key={zone}>
              <Button
                className={styles.zone}
                aria-label={`Use zone ${zone}`}
                tip={`Inject a flow into zone ${zone}`}
                onClick={() => onUse(zone)}
              >
                {zone}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.quiet}>
        {rest.length > 0 && `and ${formatCount(rest.length)} more, up to zone ${rest.at(-1)} · `}
        {shortfall(found)}
        {zones.length === wanted && `free in the table as it is now, found in ${tookMs.toFixed(1)} ms`}
      </p>
    </>
  );
}

function shortfall({ zones, wanted, contiguous }: FoundZones): string | null {
  if (zones.length === wanted) return null;
  if (zones.length === 0 && contiguous) return `Nowhere are ${formatCount(wanted)} zones in a row free.`;
  if (zones.length === 0) return 'Every zone holds flows.';
  return `Only ${formatCount(zones.length)} of ${formatCount(wanted)} are free.`;
}
