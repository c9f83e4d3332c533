import type { ReactNode } from 'react';
import { listingWords } from './listing-words.ts';
import { stopListing, tryAgain, useSession } from './session.ts';
import { Button } from './ui/button.tsx';
import { attempt } from './ui/notifications.ts';
import { DisconnectedState, ErrorState, LoadingState } from './ui/view-state.tsx';

interface TargetGateProps {
  /** What a view shows of a table that is open. */
  readonly children: ReactNode;
}

/**
 * Shows a view once there is a table to look at, and until then what is going on. A view that was there stays through
 * an interruption: the banner above it says so.
 */
export function TargetGate({ children }: TargetGateProps) {
  const connection = useSession((session) => session.connection);
  const target = useSession((session) => session.target);
  const error = useSession((session) => session.targetError);
  const retry = (label: string) => (
    <Button tone="primary" onClick={() => void tryAgain()}>
      {label}
    </Button>
  );
  if (target?.phase === 'lost') {
    return <ErrorState error={target.error ?? lostWithoutReason} actions={retry('Open it again')} />;
  }
  if (target === null) {
    if (connection.status === 'disconnected') {
      return <DisconnectedState error={connection.error} actions={retry('Try again')} />;
    }
    if (error !== null) return <ErrorState error={error} actions={retry('Try again')} />;
    return <LoadingState title={connection.status === 'connecting' ? 'Connecting…' : 'Opening the table…'} />;
  }
  if (target.phase === 'opening') return <LoadingState title={`Opening ${target.title}…`} />;
  if (target.phase === 'listing' && target.flows === 0) {
    return (
      <LoadingState
        title="Reading the table…"
        progress={listingWords(target.listing)}
        onCancel={() => void attempt(stopListing(target.targetId))}
      />
    );
  }
  return children;
}

const lostWithoutReason = {
  code: 'target-lost',
  operation: 'follow the table',
  message: 'The table is lost.',
} as const;
