import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CommandId, commands, type KeyScope } from '../shared/commands.ts';
import { type CommandAction, commandOf, provideActions, runCommand } from './commands.ts';
import { preferenceStore } from './preferences.ts';
import { notificationStore } from './ui/notifications.ts';

const everywhere: readonly KeyScope[] = ['anywhere', 'outside fields', 'table'];

function press(key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, ...held };
}

/** Actions that do nothing, but for those given. */
function provide(given: Partial<Record<CommandId, CommandAction>>): void {
  const nothing: CommandAction = { run: () => undefined };
  const all = commands.map(({ id }) => [id, given[id] ?? nothing] as const);
  provideActions(Object.fromEntries(all) as Record<CommandId, CommandAction>);
}

beforeEach(() => {
  preferenceStore.setState({ singleKeys: true });
  notificationStore.setState([], true);
});

describe('the list of commands', () => {
  it('gives no key and no name to two commands', () => {
    const keys = commands.flatMap((command): readonly string[] => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });

  it('keeps keys without Ctrl to the table', () => {
    const elsewhere = commands.filter(({ scope }) => scope !== 'table');
    expect(
      elsewhere
        .flatMap((command): readonly string[] => command.keys)
        .filter((key) => !key.startsWith('Ctrl+')),
    ).toEqual([]);
  });
});

describe('a key stroke', () => {
  it.each([
    [press('k', { ctrlKey: true }), 'show-palette'],
    [press('k', { metaKey: true }), 'show-palette'],
    [press(' '), 'pause'],
    [press('Escape'), 'close'],
    [press('?'), 'show-keys'],
    [press('1'), 'show-flows'],
  ])('%o stands for %s', (stroke, id) => {
    expect(commandOf(stroke, everywhere)?.id).toBe(id);
  });

  it.each([press('k'), press('/', { ctrlKey: true }), press('i', { altKey: true }), press('K')])(
    '%o stands for nothing',
    (stroke) => {
      expect(commandOf(stroke, everywhere)).toBeUndefined();
    },
  );

  it('of a letter stands for nothing while one types, or once letters are switched off', () => {
    expect(commandOf(press('i'), ['anywhere'])).toBeUndefined();
    preferenceStore.setState({ singleKeys: false });
    expect(commandOf(press('i'), everywhere)).toBeUndefined();
    expect(commandOf(press('Delete'), everywhere)?.id).toBe('delete');
  });
});

describe('a command', () => {
  it('runs when nothing stands against it', () => {
    const run = vi.fn(() => undefined);
    provide({ inject: { run, whyNot: () => null } });
    runCommand('inject');
    expect(run).toHaveBeenCalledOnce();
    expect(notificationStore.getState()).toEqual([]);
  });

  it('says why it does not run', () => {
    const run = vi.fn(() => undefined);
    provide({ delete: { run, whyNot: () => 'Select flows first.' } });
    runCommand('delete');
    expect(run).not.toHaveBeenCalled();
    expect(notificationStore.getState()).toMatchObject([{ detail: 'Select flows first.' }]);
  });
});
