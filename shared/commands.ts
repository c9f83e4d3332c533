/** Where a command's keys act: anywhere; anywhere but in a field one types in; only while a table has the focus. */
export type KeyScope = 'anywhere' | 'outside fields' | 'table';

/** Under which heading a command stands, in the list of keys as in the window's menu. */
export const commandGroups = ['File', 'Flows', 'View', 'Help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

interface CommandDefinition {
  readonly id: string;
  /** What it does, in the palette, the list of keys and the menu. */
  readonly title: string;
  readonly group: CommandGroup;
  /** Such as `Ctrl+K`, `Delete` or `/`. */
  readonly keys: readonly string[];
  readonly scope: KeyScope;
}

/**
 * Every command there is. The palette, the keyboard, the list of keys and the desktop window's menu are made from this list.
 * To add one, add an entry here and what it does to `renderer/command-actions.ts`, which does not compile without.
 */
export const commands = [
  { id: 'focus-filter', title: 'Filter the flows', group: 'Flows', keys: ['/'], scope: 'table' },
  { id: 'inject', title: 'Inject a flow', group: 'Flows', keys: ['i'], scope: 'table' },
  { id: 'change', title: 'Change the selected flows…', group: 'Flows', keys: ['e'], scope: 'table' },
  { id: 'delete', title: 'Delete the selected flows…', group: 'Flows', keys: ['Delete'], scope: 'table' },
  {
    id: 'undo',
    title: 'Undo the last deletion, change or injection',
    group: 'Flows',
    keys: ['Ctrl+Z'],
    scope: 'outside fields',
  },
  {
    id: 'select-all',
    title: 'Select all that match the filter',
    group: 'Flows',
    keys: ['Ctrl+A'],
    scope: 'table',
  },
  { id: 'copy', title: 'Copy the selected flows', group: 'Flows', keys: ['Ctrl+C'], scope: 'table' },
  { id: 'export', title: 'Export flows to a file…', group: 'File', keys: ['Ctrl+E'], scope: 'anywhere' },
  { id: 'import', title: 'Import flows from a file…', group: 'File', keys: [], scope: 'anywhere' },
  { id: 'add-samples', title: 'Add sample flows', group: 'Flows', keys: [], scope: 'anywhere' },
  { id: 'show-flows', title: 'Show Flows', group: 'View', keys: ['1'], scope: 'table' },
  { id: 'show-zones', title: 'Show Zones', group: 'View', keys: ['2'], scope: 'table' },
  { id: 'show-events', title: 'Show Events', group: 'View', keys: ['3'], scope: 'table' },
  { id: 'show-capacity', title: 'Show Capacity', group: 'View', keys: ['4'], scope: 'table' },
  { id: 'show-demos', title: 'Show Demos', group: 'View', keys: ['5'], scope: 'table' },
  { id: 'show-settings', title: 'Show Settings', group: 'View', keys: ['6'], scope: 'table' },
  { id: 'pause', title: 'Pause or resume', group: 'View', keys: ['Space'], scope: 'table' },
  { id: 'relist', title: 'Read the whole table again', group: 'View', keys: [], scope: 'anywhere' },
  {
    id: 'close',
    title: 'Close what is open, then clear the selection',
    group: 'View',
    keys: ['Esc'],
    scope: 'table',
  },
  { id: 'show-palette', title: 'All commands', group: 'Help', keys: ['Ctrl+K'], scope: 'anywhere' },
  { id: 'show-keys', title: 'Keys', group: 'Help', keys: ['?'], scope: 'table' },
] as const satisfies readonly CommandDefinition[];

export type CommandId = (typeof commands)[number]['id'];

/** A command of the list. */
export interface Command extends CommandDefinition {
  readonly id: CommandId;
}

/** Whether a text names a command. */
export function isCommandId(text: unknown): text is CommandId {
  return commands.some(({ id }) => id === text);
}

/** Whether a key is a letter, digit or sign alone: those can be switched off (WCAG 2.1.4). */
export function isSingleCharacter(key: string): boolean {
  return key.length === 1;
}
