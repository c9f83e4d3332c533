import { ChevronDown, Copy } from 'lucide-react';
import { useRef } from 'react';
import { commandLine, deleteCommand, getCommand } from '../../shared/command.ts';
import { describeFlow, type FlowRef } from '../../shared/flow.ts';
import type { FlowDetails } from '../../shared/flow-details.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { Popover, type PopoverHandle } from '../ui/popover.tsx';
import styles from './copy-flow.module.css';

interface CopyFlowProps {
  readonly flowRef: FlowRef;
  readonly details: FlowDetails | null;
}

/** Puts a flow on the clipboard in one of several forms. */
export function CopyFlow({ flowRef, details }: CopyFlowProps) {
  const popover = useRef<PopoverHandle>(null);
  const forms = [
    { name: 'as text', text: describeFlow(flowRef.protocol, flowRef.original) },
    { name: 'as JSON', text: details && JSON.stringify(details.flow, null, 2) },
    { name: 'the command that shows it', text: commandText(getCommand(flowRef)) },
    { name: 'the command that deletes it', text: commandText(deleteCommand(flowRef)) },
  ];
  return (
    <Popover
      label="Copy flow"
      align="end"
      handle={popover}
      buttonClass={styles.opener}
      button={
        <>
          <Copy size={14} aria-hidden /> Copy <ChevronDown size={14} aria-hidden />
        </>
      }
    >
      <ul className={styles.forms}>
        {forms.map(({ name, text }) => (
          <li key={name}>
            <Button
              tone="ghost"
              className={styles.form}
              disabled={text === null}
              onClick={() => {
                popover.current?.close();
                if (text !== null) void copyText(text, name);
              }}
            >
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

function commandText(command: ReturnType<typeof deleteCommand>): string | null {
  return 'argv' in command ? commandLine(command.argv) : null;
}
