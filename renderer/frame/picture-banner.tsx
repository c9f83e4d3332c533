import { listingWords } from '../listing-words.ts';
import { relistTarget, stopListing, tryAgain, useSession } from '../session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { attempt } from '../ui/notifications.ts';
import { useNow } from '../ui/use-now.ts';

/** Says when the table on the page is not all of the present one, and what is being done about it. */
export function PictureBanner() {
  const connection = useSession((session) => session.connection);
  const target = useSession((session) => session.target);
  const targetError = useSession((session) => session.targetError);
  if (target === null || target.phase === 'lost') return null;
  const retry = <Button onClick={() => void tryAgain()}>Try again</Button>;
  if (connection.status === 'disconnected') {
    return (
      <Banner title={connection.error.message} actions={retry}>
        {connection.error.hint} <RetryIn at={connection.retryAt} />
      </Banner>
    );
  }
  if (targetError !== null) {
    return (
      <Banner title={targetError.message} actions={retry}>
        {targetError.hint}
      </Banner>
    );
  }
  if (target.error !== null && (target.phase === 'listing' || target.phase === 'resyncing')) {
    return (
      <Banner title={target.error.message}>
        The table is read again soon; what is shown is what was last known.
      </Banner>
    );
  }
  switch (target.phase) {
    case 'reconnecting':
      return (
        <Banner title={target.error?.message ?? 'The connection to the table was interrupted.'}>
          It is being restored; what is shown is what was last known.
        </Banner>
      );
    case 'listing':
      return target.flows === 0 ? null : (
        <Banner
          tone="busy"
          title="Reading the table:"
          actions={<Button onClick={() => void attempt(stopListing(target.targetId))}>Stop</Button>}
        >
          {listingWords(target.listing)}
        </Banner>
      );
    case 'partial':
      return (
        <Banner
          title="Flows are missing, because reading the table was stopped."
          actions={
            <Button onClick={() => void attempt(relistTarget(target.targetId))}>Read the whole table</Button>
          }
        />
      );
    default:
      return null;
  }
}

function RetryIn({ at }: { readonly at: number | null }) {
  const now = useNow(1000);
  if (at === null) return null;
  const seconds = Math.max(0, Math.ceil((at - now) / 1000));
  return seconds === 0 ? 'Trying…' : `Next attempt in ${seconds} s.`;
}
