import type { ReactNode } from 'react';
import type { ErrorData } from '../shared/errors.ts';
import { useSession } from './session.ts';
import { DisconnectedState, ErrorState, LoadingState } from './ui/view-state.tsx';

interface AwaitedStateProps {
  /** What is being done: "Reading the events…". */
  readonly title: string;
  /** Why the last attempt failed. */
  readonly error: ErrorData | null;
  readonly actions?: ReactNode;
}

/** What a view of an open table shows until its first answer. Without a connection none comes: the banner above says why. */
export function AwaitedState({ title, error, actions }: AwaitedStateProps) {
  const isConnected = useSession(({ connection }) => connection.status === 'connected');
  if (!isConnected) {
    return (
      <DisconnectedState error={null}>
        This view had not been read when the connection ended. It fills once there is one again.
      </DisconnectedState>
    );
  }
  return error ? <ErrorState error={error} actions={actions} /> : <LoadingState title={title} />;
}
