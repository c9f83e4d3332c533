import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InspectorError } from '../../shared/errors.ts';
import { knownPreferences, type PreferenceChanges, type Preferences } from '../../shared/preferences.ts';
import { settingsFile } from '../settings.ts';
import { replaceFile } from './replace-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where preferences are kept, beside the settings: they outlive a browser's storage, which a new port starts empty. */
function preferencesFile(environment: Environment, home: string): string {
  return join(dirname(settingsFile(environment, home)), 'preferences.json');
}

/** What was kept. A file that is missing or can't be read counts as nothing kept: no preference is worth a failed start. */
export function readPreferences(environment: Environment, home: string): Preferences {
  return knownPreferences(contentOf(preferencesFile(environment, home)));
}

/** Keeps changes, and answers with what is kept then. Errors: `not-permitted`, naming the file. */
export function writePreferences(
  changes: PreferenceChanges,
  environment: Environment,
  home: string,
): Preferences {
  const file = preferencesFile(environment, home);
  // Other versions' entries stay.
  const kept = { ...entriesOf(contentOf(file)), ...changes };
  try {
    replaceFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  } catch (thrown) {
    throw notKept(file, thrown);
  }
  return knownPreferences(kept);
}

function notKept(file: string, thrown: unknown): InspectorError {
  return new InspectorError({
    code: 'not-permitted',
    operation: 'keep the preferences',
    message: 'The preferences could not be kept for the next start.',
    subject: file,
    detail: thrown instanceof Error ? thrown.message : String(thrown),
    hint: 'They last as long as this page.',
  });
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function entriesOf(content: unknown): object {
  return typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {};
}
