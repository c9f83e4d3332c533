import { CircleAlert, Inbox, LoaderCircle, type LucideIcon, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { ErrorFacts } from './failure.tsx';
import styles from './view-state.module.css';

interface FrameProps {
  readonly icon: LucideIcon;
  readonly tone: 'calm' | 'busy' | 'bad';
  readonly title: string;
  readonly children?: ReactNode;
}

function Frame({ icon: Icon, tone, title, children }: FrameProps) {
  return (
    <div className={styles.state} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={28} strokeWidth={1.5} aria-hidden className={styles[tone]} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons that lead on. */
  readonly actions?: ReactNode;
  readonly icon?: LucideIcon;
}

/** There is nothing to show, and what can be done about it. */
export function EmptyState({ title, children, actions, icon = Inbox }: EmptyStateProps) {
  return (
    <Frame icon={icon} tone="calm" title={title}>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </Frame>
  );
}

interface LoadingStateProps {
  readonly title: string;
  /** How far it is: "128,402 flows so far". */
  readonly progress?: string;
  readonly onCancel?: () => void;
}

/** Something is being fetched. */
export function LoadingState({ title, progress, onCancel }: LoadingStateProps) {
  return (
    <Frame icon={LoaderCircle} tone="busy" title={title}>
      {progress && <p className={styles.text}>{progress}</p>}
      {onCancel && (
        <div className={styles.actions}>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      )}
    </Frame>
  );
}

interface ErrorStateProps {
  readonly error: ErrorData;
  readonly actions?: ReactNode;
}

/** Something failed: what, why in the cause's own words, and what to do. */
export function ErrorState({ error, actions }: ErrorStateProps) {
  return (
    <Frame icon={CircleAlert} tone="bad" title={error.message}>
      <ErrorFacts error={error} />
      {actions && <div className={styles.actions}>{actions}</div>}
    </Frame>
  );
}

interface DisconnectedStateProps {
  readonly error: ErrorData | null;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** The page has lost the program behind it. */
export function DisconnectedState({ error, children, actions }: DisconnectedStateProps) {
  return (
    <Frame icon={Unplug} tone="bad" title={error?.message ?? 'Not connected'}>
      {error && <ErrorFacts error={error} />}
      {children && <p className={styles.text}>{children}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </Frame>
  );
}
