import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InspectorError } from '../../shared/errors.ts';
import { Preset, type SavedPresets } from '../../shared/preset.ts';
import { settingsFile } from '../settings.ts';
import { excerpt, validate } from '../validate.ts';
import { replaceFile } from './replace-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** More saved presets than anybody keeps apart. */
const PRESETS_AT_MOST = 200;

/** A person's own presets, in a file beside the settings. An entry that is no preset is named, and kept as it stands. */
export class PresetFile {
  readonly #file: string;

  constructor(environment: Environment, home: string) {
    this.#file = join(dirname(settingsFile(environment, home)), 'presets.json');
  }

  /** What is saved. Errors: `invalid` when the file as a whole can't be read. */
  list(): SavedPresets {
    const presets: Preset[] = [];
    const problems: string[] = [];
    for (const [index, entry] of this.#entries().entries()) {
      const name = nameOf(entry);
      const checked = validate(Preset, entry, name === null ? `entry ${index + 1}` : `“${name}”`);
      if (!checked.ok) problems.push(`${checked.path} ${checked.message}, in ${this.#file}.`);
      else if (presets.some((preset) => preset.name === name))
        problems.push(`“${name}” is there twice, in ${this.#file}.`);
      else presets.push(checked.value);
    }
    return { presets, problems };
  }

  /** Saves a preset, in the place of the one of that name. Errors: `invalid`, `not-permitted`, naming the file. */
  save(preset: Preset): SavedPresets {
    const entries = this.#entries();
    const others = entries.filter((entry) => nameOf(entry) !== preset.name);
    if (others.length >= PRESETS_AT_MOST) {
      throw this.#error('invalid', `holds ${PRESETS_AT_MOST} presets already`, 'Remove one first.');
    }
    this.#write([...others, preset]);
    return this.list();
  }

  /** Takes a preset out. Errors: `not-found`, `invalid`, `not-permitted`. */
  remove(name: string): SavedPresets {
    const entries = this.#entries();
    const others = entries.filter((entry) => nameOf(entry) !== name);
    if (others.length === entries.length) {
      throw this.#error('not-found', `has no preset “${excerpt(name)}”`, 'It may have been removed already.');
    }
    this.#write(others);
    return this.list();
  }

  #entries(): readonly unknown[] {
    const text = this.#read();
    if (text === null) return [];
    const entries = parse(text);
    if (Array.isArray(entries)) return entries;
    throw this.#error('invalid', 'must hold a JSON list of presets', 'Correct the file, or move it away.');
  }

  #read(): string | null {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
      throw this.#error('not-permitted', 'cannot be read', wordsOf(thrown), thrown);
    }
  }

  #write(entries: readonly unknown[]): void {
    try {
      replaceFile(this.#file, `${JSON.stringify(entries, null, 2)}\n`);
    } catch (thrown) {
      throw this.#error('not-permitted', 'cannot be written', wordsOf(thrown), thrown);
    }
  }

  #error(code: 'invalid' | 'not-found' | 'not-permitted', flaw: string, hint: string, cause?: unknown) {
    return Object.assign(
      new InspectorError({
        code,
        operation: 'keep presets',
        message: `The presets file ${this.#file} ${flaw}.`,
        subject: this.#file,
        hint,
      }),
      cause === undefined ? {} : { cause },
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function nameOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null || !('name' in entry)) return null;
  return typeof entry.name === 'string' ? excerpt(entry.name) : null;
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
