import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtInPresets } from '../../shared/built-in-presets.ts';
import { InspectorError } from '../../shared/errors.ts';
import { PresetFile } from './presets.ts';

let folder = '';
let presets: PresetFile;
const file = () => join(folder, 'conntrack-inspector', 'presets.json');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'presets-test-'));
  presets = new PresetFile({ XDG_CONFIG_HOME: folder }, '/nowhere');
});
afterEach(() => rmSync(folder, { recursive: true }));

const [web, , dns] = builtInPresets;
if (!web || !dns) throw new Error('there are no presets');

function write(content: string): void {
  mkdirSync(join(folder, 'conntrack-inspector'), { recursive: true });
  writeFileSync(file(), content);
}

function errorOf(work: () => unknown) {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof InspectorError) return thrown.data;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe('saved presets', () => {
  it('are none before one is saved, and no file is made for that', () => {
    expect(presets.list()).toEqual({ presets: [], problems: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('come back as they were saved, in a file of the user’s alone', () => {
    for (const preset of builtInPresets) presets.save(preset);
    expect(presets.list()).toEqual({ presets: builtInPresets, problems: [] });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'conntrack-inspector'))).toEqual(['presets.json']);
  });

  it('take the place of the one of that name', () => {
    presets.save(web);
    presets.save(dns);
    const changed = { ...web, kernelTimeout: false };
    expect(presets.save(changed).presets).toEqual([dns, changed]);
  });

  it('can be taken out, each once', () => {
    presets.save(web);
    expect(presets.remove(web.name).presets).toEqual([]);
    expect(errorOf(() => presets.remove(web.name))).toMatchObject({ code: 'not-found' });
  });
});

describe('a presets file with bad entries', () => {
  const broken = { ...dns, name: 'Broken', range: { ...dns.range, first: { ...dns.range.first, mark: -1 } } };

  it('names and leaves out each, and keeps them when another is saved', () => {
    write(JSON.stringify([web, broken, 3, web]));
    const { presets: good, problems } = presets.list();
    expect(good).toEqual([web]);
    expect(problems).toEqual([
      expect.stringMatching(/“Broken”\.range\.first\.mark .*presets\.json/),
      expect.stringMatching(/^entry 3 .*presets\.json/),
      expect.stringMatching(/“Web request” is there twice/),
    ]);
    presets.save(dns);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual([web, broken, 3, web, dns]);
  });

  it.each(['{}', 'null', '[', ''])('is refused as a whole, and not touched, when it holds %j', (content) => {
    write(content);
    for (const work of [() => presets.list(), () => presets.save(web), () => presets.remove('x')])
      expect(errorOf(work)).toMatchObject({ code: 'invalid', subject: file() });
    expect(readFileSync(file(), 'utf8')).toBe(content);
  });

  it('that cannot be written is named', () => {
    writeFileSync(join(folder, 'conntrack-inspector'), 'a file where the folder should be');
    expect(errorOf(() => presets.save(web))).toMatchObject({
      code: 'not-permitted',
      message: expect.stringContaining('presets.json'),
    });
  });
});
