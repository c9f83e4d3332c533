import { SearchX } from 'lucide-react';
import { type RefObject, useEffect } from 'react';
import { AwaitedState } from '../awaited-state.tsx';
import { TargetGate } from '../target-gate.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import type { GridHandle } from '../ui/grid/grid.tsx';
import { useFocusOn } from '../ui/use-focus-back.ts';
import { EmptyState } from '../ui/view-state.tsx';
import { EmptyTable } from './empty-table.tsx';
import { enterFilter, useFilterText } from './filter-text.ts';
import { stopChoosing, useFlowChoice } from './flow-choice.ts';
import { FlowDetails } from './flow-details.tsx';
import { lifeKey } from './flow-key.ts';
import { askAgain, showFlowRows, useFlowRows } from './flow-rows.ts';
import { FlowTable } from './flow-table.tsx';
import styles from './flows-view.module.css';

interface FlowsViewProps {
  readonly tableHandle: RefObject<GridHandle | null>;
  /** Something else is open beside the table. */
  readonly hidesDetails: boolean;
}

/** The table of flows, with the details of one beside it. */
export function FlowsView({ tableHandle, hidesDetails }: FlowsViewProps) {
  const opened = useFlowChoice((choice) => choice.opened);
  useEffect(showFlowRows, []);
  return (
    <>
      <div className={styles.main}>
        <TargetGate>
          <TableOrState tableHandle={tableHandle} />
        </TargetGate>
        <SweepProgress />
      </div>
      {opened && !hidesDetails && <FlowDetails key={lifeKey(opened)} flowRef={opened} />}
    </>
  );
}

function TableOrState({ tableHandle }: { readonly tableHandle: RefObject<GridHandle | null> }) {
  const error = useFlowRows((rows) => rows.error);
  const hasPage = useFlowRows((rows) => rows.page !== null);
  const isTableEmpty = useFlowRows(({ page }) => page?.rowCount === 0 && page.total === 0);
  const isNothingFound = useFlowRows(({ page }) => page?.rowCount === 0 && page.total > 0);
  const retry = <Button onClick={askAgain}>Try again</Button>;
  if (!hasPage) return <AwaitedState title="Reading the table…" error={error} actions={retry} />;
  return (
    <>
      {error && error.code !== 'invalid' && error.code !== 'target-lost' && (
        <Banner title={error.message} actions={retry}>
          {error.hint}
        </Banner>
      )}
      {isTableEmpty && <EmptyTable />}
      {isNothingFound && <NothingFound />}
      {!isTableEmpty && !isNothingFound && <FlowTable handle={tableHandle} />}
    </>
  );
}

function NothingFound() {
  const total = useFlowRows((rows) => rows.page?.total ?? 0);
  useFocusOn();
  const isMistaken = useFilterText((filter) => filter.error !== null);
  return (
    <EmptyState
      icon={SearchX}
      title={`None of ${formatCount(total)} flows matches the ${isMistaken ? 'last filter without a mistake' : 'filter'}`}
      actions={<Button onClick={() => enterFilter('')}>Clear the filter</Button>}
    />
  );
}

/** Shown while the engine takes its time to choose very many flows. */
function SweepProgress() {
  const rows = useFlowChoice((choice) => choice.choosing);
  if (rows === null) return null;
  return (
    <div role="status" className={styles.sweep}>
      Selecting {formatCount(rows)} flows…
      <Button onClick={stopChoosing}>Stop</Button>
    </div>
  );
}
