import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InspectorError } from '../shared/errors.ts';
import { nearestWord } from '../shared/filter/nearest.ts';
import {
  environmentName,
  type SettingName,
  type Settings,
  SettingValues,
  settingDefinitions,
} from '../shared/settings.ts';
import { excerpt, validate } from './validate.ts';

const OPERATION = 'read the settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the settings file is expected: under XDG_CONFIG_HOME, or else under ~/.config. */
export function settingsFile(environment: Environment, home: string): string {
  const folder = environment.XDG_CONFIG_HOME || join(home, '.config');
  return join(folder, 'conntrack-inspector', 'settings.json');
}

/**
 * The values that forms start from, each with where it came from: the settings file goes before an environment
 * variable, and that before what is built in. Throws `invalid` for the first value that is not allowed.
 */
export function readSettings(environment: Environment, home: string): Settings {
  const file = settingsFile(environment, home);
  const inFile = readFile(file);
  const values: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const { name, builtIn } of settingDefinitions) {
    const variable = environmentName(name);
    const text = environment[variable];
    // An empty variable counts as absent, as is the custom.
    const candidates: [unknown, string][] = [
      [inFile[name], file],
      [text ? fromText(text, builtIn) : undefined, variable],
      [builtIn, 'built-in'],
    ];
    const [value, source] = candidates.find(([candidate]) => candidate !== undefined) ?? [
      builtIn,
      'built-in',
    ];
    values[name] = allowed(name, value, source);
    sources[name] = source;
  }
  return { values: SettingValues.parse(values), sources };
}

/** What the settings file holds; nothing when there is none. */
function readFile(file: string): Readonly<Record<string, unknown>> {
  const content = parse(readText(file), file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw broken(file, 'must hold one JSON object');
  }
  const names = settingDefinitions.map(({ name }) => name);
  for (const key of Object.keys(content)) {
    if (names.some((name) => name === key)) continue;
    const nearest = nearestWord(key, names);
    const meant = nearest ? `Did you mean "${nearest}"?` : `The settings are ${names.join(', ')}.`;
    throw broken(file, `holds a setting that does not exist: "${excerpt(key)}"`, meant);
  }
  return { ...content };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '{}';
    throw broken(file, `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw broken(file, `is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** A variable's text as what the setting holds. What is no number stays text, for the check to name. */
function fromText(text: string, builtIn: string | number): unknown {
  return typeof builtIn === 'number' && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function allowed(name: SettingName, value: unknown, source: string): unknown {
  const checked = validate(SettingValues.shape[name], value, name);
  if (checked.ok) return checked.value;
  throw new InspectorError({
    code: 'invalid',
    operation: OPERATION,
    message: `The setting ${name} ${checked.message}, but is ${excerpt(JSON.stringify(value))} in ${source}.`,
    subject: name,
    hint: `Correct it in ${source}, or take it out to get what is built in.`,
  });
}

function broken(
  file: string,
  flaw: string,
  hint = 'Correct the file, or remove it to get what is built in.',
): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation: OPERATION,
    message: `The settings file ${file} ${flaw}.`,
    subject: file,
    hint,
  });
}
