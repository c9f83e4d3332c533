import {
  type Command,
  type CommandId,
  commands,
  isSingleCharacter,
  type KeyScope,
} from '../shared/commands.ts';
import { preferenceStore } from './preferences.ts';
import { notify } from './ui/notifications.ts';

/** What a command does. */
export interface CommandAction {
  /** `left to the browser`: the key keeps its usual meaning this time. */
  readonly run: () => undefined | 'left to the browser';
  /** Why it cannot be used now; null when it can. */
  readonly whyNot?: () => string | null;
}

export type CommandActions = Readonly<Record<CommandId, CommandAction>>;

/** A key stroke, as far as it decides which command is meant. */
export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

let actions: CommandActions | null = null;

/** Says what the commands do. Features know commands by name, and need not know each other. */
export function provideActions(provided: CommandActions): void {
  actions = provided;
}

/** Why a command cannot be used now; null when it can. */
export function whyNot(id: CommandId): string | null {
  return actions?.[id].whyNot?.() ?? null;
}

/** Does what a command says, or tells why it can't. */
export function runCommand(id: CommandId): undefined | 'left to the browser' {
  const reason = whyNot(id);
  if (reason === null) return actions?.[id].run();
  notify({ tone: 'info', title: `“${titleOf(id)}” is not possible now`, detail: reason });
  return undefined;
}

/** The command that a key stroke stands for where it was made; undefined when it stands for none. */
export function commandOf(stroke: KeyStroke, scopes: readonly KeyScope[]): Command | undefined {
  if (stroke.altKey) return undefined;
  const { singleKeys } = preferenceStore.getState();
  return commands.find(
    ({ keys, scope }) =>
      scopes.includes(scope) &&
      keys.some((key) => (singleKeys || !isSingleCharacter(key)) && isStroke(stroke, key)),
  );
}

/** How the browser names the keys that people call otherwise. */
const eventKeys: Readonly<Record<string, string>> = { Space: ' ', Esc: 'Escape' };

function isStroke({ key, ctrlKey, metaKey }: KeyStroke, name: string): boolean {
  const plain = name.startsWith('Ctrl+') ? name.slice('Ctrl+'.length).toLowerCase() : name;
  return (ctrlKey || metaKey) === (plain !== name) && key === (eventKeys[plain] ?? plain);
}

function titleOf(id: CommandId): string {
  return commands.find((command) => command.id === id)?.title ?? id;
}
