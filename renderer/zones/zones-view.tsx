import { useEffect, useMemo } from 'react';
import type { CallOutput } from '../../shared/contract.ts';
import type { ErrorData } from '../../shared/errors.ts';
import { usePreference } from '../preferences.ts';
import { tryAgain, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Grid } from '../ui/grid/grid.tsx';
import { Panel } from '../ui/panel.tsx';
import { DisconnectedState, EmptyState, ErrorState, LoadingState } from '../ui/view-state.tsx';
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
  const connection = useSession((session) => session.connection);
  const targetError = useSession((session) => session.targetError);
  const usage = useZones((state) => state.usage);
  const error = useZones((state) => state.error);
  useEffect(followZones, []);

  if (connection.status === 'disconnected') {
    const again = <Button onClick={() => void tryAgain()}>Connect now</Button>;
    return <DisconnectedState error={connection.error} actions={again} />;
  }
  const failure = targetError ?? (usage === null ? error : null);
  if (failure !== null) return <Failure error={failure} ofTarget={targetError !== null} />;
  if (usage === null) return <LoadingState title="Counting the flows of each zone" />;
  return <Usage usage={usage} {...props} />;
}

function Failure({ error, ofTarget }: { readonly error: ErrorData; readonly ofTarget: boolean }) {
  const again = () => void (ofTarget ? tryAgain() : refreshZones());
  return <ErrorState error={error} actions={<Button onClick={again}>Try again</Button>} />;
}

interface UsageProps extends ZonesViewProps {
  readonly usage: CallOutput<'zones.usage'>;
}

function Usage({ usage, onShowZone, onInjectIntoZone }: UsageProps) {
  const sort = useZones((state) => state.sort);
  const chosen = useZones((state) => state.chosen);
  const rows = useMemo(() => zoneRows(usage.zones, usage.total, sort), [usage, sort]);
  const chosenAt = rows.findIndex((row) => row.usage.zone === chosen);

  return (
    <div className={styles.view}>
      <div className={styles.table}>
        {rows.length === 0 ? (
          <EmptyState title="No zone holds a flow">
            A zone appears here with its first flow, zone 0 like any other, and goes with its last.
          </EmptyState>
        ) : (
          <ZoneTable rows={rows} chosenAt={chosenAt === -1 ? null : chosenAt} onShowZone={onShowZone} />
        )}
      </div>
      <Panel title="Zones">
        <ZoneDetails
          row={rows[chosenAt] ?? null}
          chosen={chosen}
          onShowZone={onShowZone}
          onInjectIntoZone={onInjectIntoZone}
        />
        <FreeZones onUse={onInjectIntoZone} />
      </Panel>
    </div>
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
