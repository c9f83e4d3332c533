import { commandLine, deleteCommand } from '../../shared/command.ts';
import type { FlowRef } from '../../shared/flow.ts';
import { CommandBlock } from '../ui/command-block.tsx';
import styles from './flow-command.module.css';

/** The conntrack(8) command that deletes this flow, or why there is none. */
export function FlowCommand({ flowRef }: { readonly flowRef: FlowRef }) {
  const command = deleteCommand(flowRef);
  if ('impossible' in command) return <p className={styles.note}>{command.impossible}</p>;
  return (
    <>
      <CommandBlock command={commandLine(command.argv)} />
      {command.note && <p className={styles.note}>{command.note}</p>}
    </>
  );
}
