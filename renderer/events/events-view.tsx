import { SearchX } from 'lucide-react';
import { type Ref, useEffect } from 'react';
import type { FlowRef } from '../../shared/flow.ts';
import { AwaitedState } from '../awaited-state.tsx';
import { useSession } from '../session.ts';
import { TargetGate } from '../target-gate.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatQuantity } from '../ui/format.ts';
import type { GridHandle } from '../ui/grid/grid.tsx';
import { EmptyState } from '../ui/view-state.tsx';
import { EventChart } from './event-chart.tsx';
import { askAgain, follow, showEventRows, typeFilter, useEventRows } from './event-rows.ts';
import { EventTable } from './event-table.tsx';
import styles from './events-view.module.css';

interface EventsViewProps {
  readonly tableHandle: Ref<GridHandle>;
  readonly onOpenFlow: (ref: FlowRef) => void;
}

/** What the kernel tells of its flows, as it happens. */
export function EventsView(props: EventsViewProps) {
  useEffect(showEventRows, []);
  return (
    <div className={styles.view}>
      <TargetGate>
        <EventChart />
        <div className={styles.table}>
          <TailOrState {...props} />
        </div>
      </TargetGate>
    </div>
  );
}

function TailOrState({ tableHandle, onOpenFlow }: EventsViewProps) {
  const page = useEventRows((rows) => rows.page);
  const error = useEventRows((rows) => rows.error);
  const retry = <Button onClick={askAgain}>Try again</Button>;
  if (page === null) return <AwaitedState title="Reading the events…" error={error} actions={retry} />;
  return (
    <>
      {error && error.code !== 'target-lost' && (
        <Banner title={error.message} actions={retry}>
          {error.hint}
        </Banner>
      )}
      {page.next > page.oldest && page.matched > 0 ? (
        <EventTable page={page} handle={tableHandle} onOpenFlow={onOpenFlow} />
      ) : (
        <NothingShown kept={page.next - page.oldest} oldest={page.oldest} />
      )}
    </>
  );
}

interface NothingShownProps {
  /** How many entries the log holds, and the first of them. */
  readonly kept: number;
  readonly oldest: number;
}

function NothingShown({ kept, oldest }: NothingShownProps) {
  const heldAt = useEventRows((rows) => rows.heldAt);
  const events = useSession(({ target }) => target?.sysctls.nf_conntrack_events ?? null);
  if (heldAt !== null && heldAt <= oldest) {
    return (
      <EmptyState
        title="What was held here has been overwritten by newer events"
        actions={<Button onClick={follow}>Resume</Button>}
      />
    );
  }
  if (kept > 0) {
    return (
      <EmptyState
        icon={SearchX}
        title={`None of ${formatQuantity(kept, 'event')} matches`}
        actions={<Button onClick={() => typeFilter('')}>Clear the filter</Button>}
      >
        The filter looks at the flow as the event left it. Kinds that are switched off above are left out.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No events yet">
      {events === 0
        ? 'This table sends none: net.netfilter.nf_conntrack_events is 0. What comes and goes shows in Flows, from listings.'
        : 'Each flow that comes, changes or goes is told here as it happens. The newest is at the top.'}
    </EmptyState>
  );
}
