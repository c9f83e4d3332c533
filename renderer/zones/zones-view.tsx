import { useEffect, useMemo } from 'react';
import type { CallOutput } from '../../shared/contract.ts';
import { ZONE_COUNT } from '../../shared/zone.ts';
import { usePreference } from '../preferences.ts';
import { TargetGate } from '../target-gate.tsx';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { Grid } from '../ui/grid/grid.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, ErrorState, LoadingState } from '../ui/view-state.tsx';
import { useWorkspace } from '../workspace.ts';
import { FreeZones } from './free-zones.tsx';
import { zoneColumns } from './zone-columns.tsx';
import { ZoneDetails } from './zone-details.tsx';
import { zoneRows } from './zone-rows.ts';
import { chooseZone, followZones, refreshZones, sortBy, useZones } from './zones-store.ts';
import styles from './zones-view.module.css';

interface ZonesViewProps {
  readonly onShowZone: (zone: number) => void;
  readonly onInjectIntoZone: (zone: number) => void;
}

/** Which zones hold flows, live, and which are free. */
export function ZonesView(props: ZonesViewProps) {
  return (
    <TargetGate>
      <LiveZones {...props} />
    </TargetGate>
  );
}

function LiveZones(props: ZonesViewProps) {
  const usage = useZones((state) => state.usage);
  const error = useZones((state) => state.error);
  useEffect(followZones, []);

  if (usage !== null) return <Usage usage={usage} {...props} />;
  if (error === null) return <LoadingState title="Counting the flows of each zone…" />;
  const again = (
    <Button tone="primary" onClick={() => void refreshZones()}>
      Try again
    </Button>
  );
  return <ErrorState error={error} actions={again} />;
}

interface UsageProps extends ZonesViewProps {
  readonly usage: CallOutput<'zones.usage'>;
}

function Usage({ usage, onShowZone, onInjectIntoZone }: UsageProps) {
  const sort = useZones((state) => state.sort);
  const chosen = useZones((state) => state.chosen);
  const rows = useMemo(() => zoneRows(usage.zones, usage.total, sort), [usage, sort]);
  // The inject drawer takes the place of the details: both leave too little of the table.
  const isInjecting = useWorkspace((workspace) => workspace.injecting);
  const chosenAt = rows.findIndex((row) => row.usage.zone === chosen);

  return (
    <div className={styles.view}>
      <div className={styles.table}>
        {rows.length === 0 ? (
          <EmptyState title="No zone holds a flow">
            A zone appears here with its first flow and goes with its last. Zone 0 is one like any other.
          </EmptyState>
        ) : (
          <ZoneTable rows={rows} chosenAt={chosenAt === -1 ? null : chosenAt} onShowZone={onShowZone} />
        )}
      </div>
      {!isInjecting && (
        <Panel title={<Title inUse={rows.length} />}>
          <ZoneDetails
            row={rows[chosenAt] ?? null}
            chosen={chosen}
            onShowZone={onShowZone}
            onInjectIntoZone={onInjectIntoZone}
          />
          <FreeZones onUse={onInjectIntoZone} />
        </Panel>
      )}
    </div>
  );
}

function Title({ inUse }: { readonly inUse: number }) {
  return (
    <>
      Zones{' '}
      <span className={styles.inUse}>
        {formatCount(inUse)} in use of {formatCount(ZONE_COUNT)}
      </span>
    </>
  );
}

interface ZoneTableProps {
  readonly rows: ReturnType<typeof zoneRows>;
  readonly chosenAt: number | null;
  readonly onShowZone: (zone: number) => void;
}

function ZoneTable({ rows, chosenAt, onShowZone }: ZoneTableProps) {
  const sort = useZones((state) => state.sort);
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const zoneAt = (index: number) => rows[index]?.usage.zone ?? null;
  return (
    <Grid
      label="Zones that hold flows"
      columns={zoneColumns}
      rowCount={rows.length}
      offset={0}
      rows={rows}
      keyOf={(row) => String(row.usage.zone)}
      arrangement={`${sort.column} ${sort.descending}`}
      sort={[sort]}
      onSort={(column) => {
        const sortable = zoneColumns.find(({ id }) => id === column);
        if (sortable) sortBy(sortable.id);
      }}
      isSelected={(row) => row === rows[chosenAt ?? -1]}
      activeRow={chosenAt}
      onGo={(index) => chooseZone(zoneAt(index))}
      onOpen={(index) => {
        const zone = zoneAt(index);
        if (zone !== null) onShowZone(zone);
      }}
      singleKeys={singleKeys}
    />
  );
}
