import * as z from 'zod/mini';
import { FilterText } from './filter-text.ts';
import { SortColumn } from './flow-page.ts';

/** A filter that was given a name. */
export const NamedFilter = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(64)),
  filter: FilterText,
});
export type NamedFilter = z.infer<typeof NamedFilter>;

/** How a person likes the page. To add something, add it here and to {@link initialPreferences}. */
export const Preferences = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  density: z.enum(['comfortable', 'compact']),
  /** kB of 1,000 bytes or KiB of 1,024. */
  byteUnits: z.enum(['decimal', 'binary']),
  /** What rates count per second. */
  rateUnits: z.enum(['bytes', 'bits']),
  /** Whether ages are told as how long, or as since when. */
  ages: z.enum(['spans', 'moments']),
  clock: z.enum(['local', 'utc']),
  /** How often the rows of a table that moves are read again. */
  refresh: z.enum(['live', 'each second', 'each 5 seconds']),
  /** Whether keys like j, k, i and / act while the table or nothing has the focus (WCAG 2.1.4). */
  singleKeys: z.boolean(),
  /** Commands last chosen from the palette, latest first. */
  recentCommands: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(16)),
  /** Columns of the table of flows, in the order they are shown. */
  flowColumns: z.array(SortColumn).check(z.minLength(1), z.maxLength(SortColumn.options.length)),
  /** Widths that columns were given, px. */
  columnWidths: z.record(z.string().check(z.maxLength(64)), z.number().check(z.minimum(0), z.maximum(2000))),
  /** Filters that were used, latest first. */
  recentFilters: z.array(FilterText).check(z.maxLength(30)),
  /** In the order of their names. */
  namedFilters: z.array(NamedFilter).check(z.maxLength(100)),
});
export type Preferences = z.infer<typeof Preferences>;

/** Some of them, as they are changed. */
export const PreferenceChanges = z.partial(Preferences);
export type PreferenceChanges = z.infer<typeof PreferenceChanges>;

export const initialPreferences: Preferences = {
  theme: 'system',
  density: 'comfortable',
  byteUnits: 'decimal',
  rateUnits: 'bytes',
  ages: 'spans',
  clock: 'local',
  refresh: 'live',
  singleKeys: true,
  recentCommands: [],
  flowColumns: ['protocol', 'source', 'destination', 'state', 'status', 'zone', 'bytes', 'rate', 'expires'],
  columnWidths: {},
  recentFilters: [],
  namedFilters: [],
};

/** What was kept, as far as this version knows it and allows it; the initial value for everything else. */
export function knownPreferences(kept: unknown): Preferences {
  const known = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  const allowed = known.filter(
    ([name, value]) => value !== undefined && PreferenceChanges.safeParse({ [name]: value }).success,
  );
  return Preferences.parse({ ...initialPreferences, ...Object.fromEntries(allowed) });
}
