import * as z from 'zod/mini';

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
  /** Whether keys like j, k, i and / act while the table has the focus (WCAG 2.1.4). */
  singleKeys: z.boolean(),
  /** Commands last chosen from the palette, latest first. */
  recentCommands: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(16)),
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
};

/** What was kept, as far as this version knows it and allows it; the initial value for everything else. */
export function knownPreferences(kept: unknown): Preferences {
  const known = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  const allowed = known.filter(
    ([name, value]) => value !== undefined && PreferenceChanges.safeParse({ [name]: value }).success,
  );
  return Preferences.parse({ ...initialPreferences, ...Object.fromEntries(allowed) });
}
