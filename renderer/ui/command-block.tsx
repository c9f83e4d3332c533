import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { copyText } from './clipboard.ts';
import styles from './command-block.module.css';

interface CommandBlockProps {
  /** The command as it would be typed; as a function when it is long and shown in part only. */
  readonly command: string | (() => string);
  /** The same with parts marked, when there is something to mark. */
  readonly children?: ReactNode;
  /** Why it cannot be copied now. */
  readonly copyRefused?: string | null;
}

/** A command line to read and to copy. */
export function CommandBlock({ command, children, copyRefused }: CommandBlockProps) {
  const text = () => (typeof command === 'string' ? command : command());
  return (
    <div className={styles.block}>
      <code className={styles.command}>{children ?? text()}</code>
      <IconButton
        icon={Copy}
        label="Copy command"
        className={styles.copy}
        disabledReason={copyRefused}
        onClick={() => void copyText(text(), 'the command')}
      />
    </div>
  );
}
