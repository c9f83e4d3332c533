import { PanelRightOpen } from 'lucide-react';
import { useEffect } from 'react';
import { ZONE_COUNT } from '../../shared/zone.ts';
import type { ZoneRange } from '../../shared/zone-reservation.ts';
import { AwaitedState } from '../awaited-state.tsx';
import { TargetGate } from '../target-gate.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { pageTable } from '../ui/page-table.ts';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/view-state.tsx';
import { useWorkspace } from '../workspace.ts';
import { followReservations } from '../zone-reservations.ts';
import { closeComparison, useComparison } from './comparison-store.ts';
import { FreeZones } from './free-zones.tsx';
import { ReservedZones } from './reserved-zones.tsx';
import { ComparedZones } from './zone-comparison.tsx';
import { ZoneDetails } from './zone-details.tsx';
import { typeZoneFilter } from './zone-filter-text.ts';
import { followHighlights } from './zone-highlights.ts';
import type { ZoneLinks } from './zone-links.ts';
import { ZoneMap } from './zone-map.tsx';
import { ZoneTable } from './zone-table.tsx';
import { askAgain, chooseZone, followZones, setPanelOpen, useZones } from './zones-store.ts';
import styles from './zones-view.module.css';

/** Which zones hold flows, live, and which are free. */
export function ZonesView(props: ZoneLinks) {
  return (
    <TargetGate>
      <LiveZones {...props} />
    </TargetGate>
  );
}

function LiveZones(links: ZoneLinks) {
  const isComparing = useComparison((comparison) => comparison.isOpen);
  const hasPage = useZones(({ page }) => page !== null);
  const error = useZones((state) => state.error);
  // A drawer takes the place of the panel: both leave too little of the table.
  const hasDrawer = useWorkspace(({ injecting, filing }) => injecting || filing !== null);
  useEffect(followReservations, []);
  useEffect(followZones, []);
  useEffect(followHighlights, []);

  if (!hasPage) {
    const again = (
      <Button tone="primary" onClick={askAgain}>
        Try again
      </Button>
    );
    return <AwaitedState title="Counting the flows of each zone…" error={error} actions={again} />;
  }
  return (
    <div className={styles.view}>
      <div className={styles.table}>
        {isComparing ? <ComparedZones onClose={leaveComparison} /> : <Rows {...links} />}
      </div>
      {!hasDrawer && <Side {...links} />}
    </div>
  );
}

/** Map, the chosen zone, free and reserved ones; closed, a way to open them again. */
function Side(links: ZoneLinks) {
  const isOpen = useZones((state) => state.isPanelOpen);
  if (!isOpen) {
    return (
      <div className={styles.strip}>
        <IconButton
          icon={PanelRightOpen}
          label="Show map, details and free zones"
          onClick={() => setPanelOpen(true)}
        />
      </div>
    );
  }
  return (
    <Panel title={<Title />} onClose={() => setPanelOpen(false)}>
      <ZoneMap onPick={pickZones} onShowFlows={links.onShowZones} />
      <ZoneDetails {...links} />
      <FreeZones onUse={links.onInjectIntoZone} />
      <ReservedZones />
    </Panel>
  );
}

/** Shows the table again, with the focus in it. */
function leaveComparison(): void {
  closeComparison();
  requestAnimationFrame(() => pageTable()?.focus());
}

/** Narrows the table to a square of the map, and chooses a zone that is alone in it. */
function pickZones({ from, to }: ZoneRange): void {
  closeComparison();
  typeZoneFilter(from === to ? String(from) : `${from}..${to}`);
  if (from === to) chooseZone(from);
}

function Rows(links: ZoneLinks) {
  const matched = useZones(({ page }) => page?.matched ?? 0);
  const inUse = useZones(({ page }) => page?.inUse ?? 0);
  const filter = useZones((state) => state.filter);
  if (matched > 0) return <ZoneTable {...links} />;
  if (filter === '') {
    return (
      <EmptyState title="No zone holds a flow">
        A zone appears here with its first flow and goes with its last. Zone 0 is one like any other.
      </EmptyState>
    );
  }
  const clear = <Button onClick={() => typeZoneFilter('')}>Clear the filter</Button>;
  return <EmptyState title={`None of ${formatCount(inUse)} zones matches the filter`} actions={clear} />;
}

function Title() {
  const inUse = useZones(({ page }) => page?.inUse ?? 0);
  return (
    <>
      Zones{' '}
      <span className={styles.inUse}>
        {formatCount(inUse)} in use of {formatCount(ZONE_COUNT)}
      </span>
    </>
  );
}
