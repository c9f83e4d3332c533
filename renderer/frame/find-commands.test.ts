import { expect, it } from 'vitest';
import { findCommands } from './find-commands.ts';

const namesOf = (typed: string, recent: readonly string[] = []) =>
  findCommands(typed, recent).map(({ id }) => id);

it('lists every command but itself when nothing is typed, the recent ones first', () => {
  expect(namesOf('', ['relist', 'copy']).slice(0, 2)).toEqual(['relist', 'copy']);
  expect(namesOf('')).not.toContain('show-palette');
  expect(namesOf('')).toContain('inject');
});

it('finds a command by parts of its name in any order and case', () => {
  expect(namesOf('FLOW inj')[0]).toBe('inject');
  expect(namesOf('FLOW inj')).not.toContain('copy');
  expect(namesOf('whole again')).toEqual(['relist']);
});

it('puts a name that begins with what is typed before one that only holds it', () => {
  expect(namesOf('select')[0]).toBe('select-all');
  expect(namesOf('select')).toContain('copy');
});

it('takes “change” for the change of flows, not for the Undo of one', () => {
  expect(namesOf('change')).toEqual(['change', 'undo']);
});

it('finds nothing for what no command is called', () => {
  expect(namesOf('toaster')).toEqual([]);
});

it('ignores remembered commands that no longer exist', () => {
  expect(namesOf('inject', ['gone', 'inject'])[0]).toBe('inject');
});
