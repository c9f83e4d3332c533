import { type Command, type CommandId, commands } from '../../shared/commands.ts';
import { preferenceStore, setPreferences } from '../preferences.ts';

export interface FoundCommand extends Command {
  readonly isRecent: boolean;
}

const MOST_RECENT = 5;

/** The commands whose name holds every typed word, best match first; of equals the recently used go first. */
export function findCommands(typed: string, recent: readonly string[]): readonly FoundCommand[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const rankOf = ({ id }: FoundCommand) => (recent.includes(id) ? recent.indexOf(id) : MOST_RECENT);
  return commands
    .filter(({ id }) => id !== 'show-palette')
    .map((command: Command) => ({ ...command, isRecent: recent.includes(command.id) }))
    .filter((command) => words.every((word) => placeOf(word, command) !== NOWHERE))
    .sort((a, b) => distance(words, a) - distance(words, b) || rankOf(a) - rankOf(b));
}

/** Moves a command to the front of those used recently. */
export function rememberCommand(id: CommandId): void {
  const { recentCommands } = preferenceStore.getState();
  setPreferences({
    recentCommands: [id, ...recentCommands.filter((other) => other !== id)].slice(0, MOST_RECENT),
  });
}

const NOWHERE = 3;

function distance(words: readonly string[], command: Command): number {
  return words.reduce((sum, word) => sum + placeOf(word, command), 0);
}

/** 0 where a name begins with the word, 1 where a word of it does, 2 elsewhere in name or group. */
function placeOf(word: string, { title, group }: Command): number {
  const name = title.toLowerCase();
  if (name.startsWith(word)) return 0;
  if (name.includes(` ${word}`)) return 1;
  return `${name} ${group.toLowerCase()}`.includes(word) ? 2 : NOWHERE;
}
