import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { copyText } from './clipboard.ts';
import styles from './command-block.module.css';

interface CommandBlockProps {
  /** What is copied; as a function when it is long and shown in part only. */
  readonly command: string | (() => string);
  /** What is shown instead: lines of which each is a command or a comment. */
  readonly lines?: readonly string[];
  /** The command with parts marked, when there is something to mark. */
  readonly children?: ReactNode;
  /** Why it cannot be copied now. */
  readonly copyRefused?: string | null;
}

/** A command line, or several, to read and to copy. */
export function CommandBlock({ command, lines, children, copyRefused }: CommandBlockProps) {
  const text = () => (typeof command === 'string' ? command : command());
  const shown = lines ?? (children ? [] : [text()]);
  return (
    <div className={styles.block}>
      <code className={styles.command}>
        {children ?? shown.map((line) => <CommandText key={line} line={line} />)}
      </code>
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

/** One command that breaks before an option, not between it and its value. */
function CommandText({ line }: { readonly line: string }) {
  return (
    <span className={styles.line}>
      {line.split(/(?<= )(?=-)/).map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same word may come twice, and the line is the key of all
        <span key={index} className={styles.word}>
          {word}
        </span>
      ))}
    </span>
  );
}
