import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { copyText } from './clipboard.ts';
import styles from './command-block.module.css';

interface CommandBlockProps {
  /** The command as it would be typed. */
  readonly command: string;
  /** The same with parts marked, when there is something to mark. */
  readonly children?: ReactNode;
  /** Why it cannot be copied now. */
  readonly copyRefused?: string | null;
}

/** A command line to read and to copy. */
export function CommandBlock({ command, children, copyRefused }: CommandBlockProps) {
  return (
    <div className={styles.block}>
      <code className={styles.command}>{children ?? command}</code>
      <IconButton
        icon={Copy}
        label="Copy command"
        className={styles.copy}
        disabledReason={copyRefused}
        onClick={() => void copyText(command, 'the command')}
      />
    </div>
  );
}
