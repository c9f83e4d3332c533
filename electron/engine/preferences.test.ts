import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { initialPreferences } from '../../shared/preferences.ts';
import { readPreferences, writePreferences } from './preferences.ts';

let folder = '';
const environment = () => ({ XDG_CONFIG_HOME: folder });
const file = () => join(folder, 'conntrack-inspector', 'preferences.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preferences-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('answers with the initial ones before anything was kept', () => {
  expect(readPreferences(environment(), '/nowhere')).toEqual(initialPreferences);
});

it('keeps changes for the next start, each beside what was kept before, for this person alone', () => {
  writePreferences({ theme: 'dark' }, environment(), '/nowhere');
  expect(writePreferences({ clock: 'utc' }, environment(), '/nowhere')).toMatchObject({
    theme: 'dark',
    clock: 'utc',
  });
  expect(readPreferences(environment(), '/nowhere')).toEqual({
    ...initialPreferences,
    theme: 'dark',
    clock: 'utc',
  });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it('leaves alone what another version kept', () => {
  writePreferences({}, environment(), '/nowhere');
  writeFileSync(file(), '{ "fromTheFuture": [1] }');
  writePreferences({ theme: 'light' }, environment(), '/nowhere');
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ fromTheFuture: [1], theme: 'light' });
});

it.each(['', 'no JSON', '[1]', 'null'])('takes a file that holds %j for none', (content) => {
  writePreferences({}, environment(), '/nowhere');
  writeFileSync(file(), content);
  expect(readPreferences(environment(), '/nowhere')).toEqual(initialPreferences);
  expect(writePreferences({ theme: 'light' }, environment(), '/nowhere').theme).toBe('light');
});

it('names the file when it cannot be written', () => {
  const where = { XDG_CONFIG_HOME: '/dev/null' };
  expect(() => writePreferences({ theme: 'light' }, where, '/nowhere')).toThrowError(
    expect.objectContaining({
      data: expect.objectContaining({
        code: 'not-permitted',
        subject: '/dev/null/conntrack-inspector/preferences.json',
      }),
    }),
  );
});
