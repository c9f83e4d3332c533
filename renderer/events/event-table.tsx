import { type Ref, useCallback } from 'react';
import type { FlowRef } from '../../shared/flow.ts';
import { refOf } from '../../shared/flow.ts';
import type { LogEntry } from '../../shared/flow-event.ts';
import { usePreference } from '../preferences.ts';
import { Grid, type GridHandle } from '../ui/grid/grid.tsx';
import { eventColumns } from './event-columns.tsx';
import { eventAt, goToEvent, hold, type ShownEvents, setWindow, useEventRows } from './event-rows.ts';
import styles from './event-table.module.css';

interface EventTableProps {
  readonly page: ShownEvents;
  readonly handle: Ref<GridHandle>;
  readonly onOpenFlow: (ref: FlowRef) => void;
}

/** The tail: the newest event at the top. */
export function EventTable({ page, handle, onOpenFlow }: EventTableProps) {
  const active = useEventRows((rows) => rows.active);
  const isHeld = useEventRows((rows) => rows.heldAt !== null);
  const round = useEventRows((rows) => rows.round);
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const open = (row: number) => {
    const entry = eventAt(row);
    if (entry !== undefined && entry.kind !== 'gap') onOpenFlow(refOf(entry.flow));
  };
  const activeSequence = active === null ? undefined : eventAt(active)?.sequence;
  const isSelected = useCallback((entry: LogEntry) => entry.sequence === activeSequence, [activeSequence]);
  return (
    <Grid
      handle={handle}
      label="Events, newest first"
      columns={eventColumns}
      rowCount={page.matched}
      offset={page.offset}
      rows={page.entries}
      keyOf={keyOf}
      arrangement={`${page.arrangement} ${round}`}
      follows={!isHeld}
      onScroll={(firstRow) => {
        if (firstRow > 0) hold();
      }}
      sort={[]}
      onSort={() => undefined}
      isSelected={isSelected}
      rowClass={rowClass}
      activeRow={active}
      singleKeys={singleKeys}
      onGo={(row, { byPointer }) => {
        goToEvent(row);
        if (byPointer) open(row);
      }}
      onOpen={open}
      onRange={setWindow}
    />
  );
}

function keyOf({ sequence }: LogEntry): string {
  return String(sequence);
}

function rowClass({ kind }: LogEntry): string | undefined {
  return kind === 'gap' ? styles.gap : undefined;
}
