import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { runCommand, whyNot } from '../commands.ts';
import { usePreference } from '../preferences.ts';
import { useSession } from '../session.ts';
import { Keys } from '../ui/keys.tsx';
import { setPaletteOpen } from '../workspace.ts';
import styles from './command-palette.module.css';
import { type FoundCommand, findCommands, rememberCommand } from './find-commands.ts';

/** All commands by name: typed, chosen with the arrows, run with Enter. */
export function CommandPalette() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const recent = usePreference((preferences) => preferences.recentCommands);
  // Whether a command can be used may change while the palette is open.
  useSession((session) => session);
  const found = findCommands(typed, recent);
  const active = found[Math.min(at, found.length - 1)];
  const optionId = (command: FoundCommand) => `${id}-${command.id}`;

  useEffect(() => {
    const element = dialog.current;
    if (!element?.isConnected) return;
    element.showModal();
    return () => element.close();
  }, []);
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });

  const run = (command: FoundCommand | undefined) => {
    if (command === undefined || whyNot(command.id) !== null) return;
    rememberCommand(command.id);
    // Closed first: the focus goes back to where it was, and the command may take it elsewhere.
    dialog.current?.close();
    setPaletteOpen(false);
    runCommand(command.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') run(active);
    else if (event.key === 'ArrowDown') setAt((at + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp')
      setAt((Math.min(at, found.length - 1) + found.length - 1) % Math.max(1, found.length));
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label="All commands"
      closedby="any"
      onKeyDown={onKeyDown}
      onClose={() => setPaletteOpen(false)}
    >
      <div className={styles.field}>
        <Search size={16} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label="Command"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={active && optionId(active)}
          placeholder="Type a command"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
        />
      </div>
      <div role="listbox" id={`${id}-list`} aria-label="Commands" className={styles.list}>
        {found.map((command) => (
          <Option
            key={command.id}
            id={optionId(command)}
            command={command}
            isActive={command === active}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p role="status" className={styles.none}>
        {found.length === 0 && `No command is called “${typed}”.`}
      </p>
    </dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: FoundCommand;
  readonly isActive: boolean;
  readonly onRun: () => void;
}

function Option({ id, command, isActive, onRun }: OptionProps) {
  const reason = whyNot(command.id);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={reason !== null || undefined}
      className={styles.option}
      onClick={onRun}
    >
      <span className={styles.group}>{command.isRecent ? 'Recent' : command.group}</span>
      <span className={styles.title}>
        {command.title}
        {reason !== null && <span className={styles.reason}>{reason}</span>}
      </span>
      <Keys keys={command.keys} />
    </div>
  );
}
