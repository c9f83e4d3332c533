import type { ErrorData } from '../../shared/errors.ts';
import { CommandBlock } from './command-block.tsx';
import { commandIn } from './command-in.ts';
import styles from './failure.module.css';

/** Why something could not be done, where it was asked for: in a dialog, a drawer or a pane. */
export function Failure({ error }: { readonly error: ErrorData }) {
  return (
    <div role="alert" className={styles.failure}>
      <p className={styles.message}>{error.message}</p>
      <ErrorFacts error={error} />
    </div>
  );
}

/** Cause and advice of an error, without its headline. */
export function ErrorFacts({ error }: { readonly error: ErrorData }) {
  const command = error.hint === undefined ? null : commandIn(error.hint);
  return (
    <div className={styles.facts}>
      {error.hint && <p className={styles.hint}>{error.hint}</p>}
      {command !== null && <CommandBlock command={command} />}
      {error.detail && <pre className={styles.cause}>{error.detail}</pre>}
      <p className={styles.origin}>
        {[
          `While trying to ${error.operation}`,
          error.subject,
          error.errno,
          error.exitCode === undefined ? null : `exit code ${error.exitCode}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
}
