import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialPreferences, knownPreferences, Preferences } from './preferences.ts';

describe('kept preferences', () => {
  it('come back as they were', () => {
    const kept: Preferences = {
      ...initialPreferences,
      theme: 'light',
      refresh: 'each second',
      recentCommands: ['copy'],
    };
    expect(knownPreferences(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });

  it('lose only what this version does not know or allow', () => {
    const kept = { theme: 'light', density: 'huge', refresh: 'never', fromTheFuture: 1 };
    expect(knownPreferences(kept)).toEqual({ ...initialPreferences, theme: 'light' });
  });

  it('are whole, whatever was kept', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        expect(Preferences.safeParse(knownPreferences(kept)).success).toBe(true);
      }),
    );
  });
});
