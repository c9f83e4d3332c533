import { useMemo, useState } from 'react';
import { usePreference } from '../preferences.ts';
import { Grid } from '../ui/grid/grid.tsx';
import { isZoneSortColumn, type ZoneRow, zoneColumns } from './zone-columns.tsx';
import { useZoneHighlights } from './zone-highlights.ts';
import type { ZoneLinks } from './zone-links.ts';
import { ZoneMenu } from './zone-menu.tsx';
import { activeRow, chooseRow, setZoneWindow, sortBy, useZones, zoneAt } from './zones-store.ts';

interface ZoneMenuPlace {
  readonly zone: number;
  readonly x: number;
  readonly y: number;
}

/** The zones in use or reserved that pass the filter, live. */
export function ZoneTable(links: ZoneLinks) {
  const [menu, setMenu] = useState<ZoneMenuPlace | null>(null);
  const page = useZones((state) => state.page);
  const arrangement = useZones((state) => state.arrangement);
  const sort = useZones((state) => state.sort);
  const chosen = useZones((state) => state.chosen);
  const active = useZones(activeRow);
  const highlights = useZoneHighlights();
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const rows = useMemo(
    () =>
      page?.rows.map(
        (usage): ZoneRow => ({
          usage,
          share: page.total === 0 ? 0 : usage.flows / page.total,
          highlights: highlights.get(usage.zone) ?? null,
        }),
      ),
    [page, highlights],
  );
  if (page === null || rows === undefined) return null;
  return (
    <>
      <Grid
        label="Zones"
        columns={zoneColumns}
        rowCount={page.matched}
        offset={page.offset}
        rows={rows}
        keyOf={(row) => String(row.usage.zone)}
        arrangement={arrangement}
        sort={[sort]}
        onSort={(column) => {
          if (isZoneSortColumn(column)) sortBy(column);
        }}
        isSelected={(row) => row.usage.zone === chosen}
        activeRow={active}
        onGo={chooseRow}
        onOpen={(row) => {
          const zone = zoneAt(row);
          if (zone !== null) links.onShowZones({ from: zone, to: zone });
        }}
        onMenu={({ row, x, y }) => {
          const zone = zoneAt(row);
          chooseRow(row);
          if (zone !== null) setMenu({ zone, x, y });
        }}
        onRange={setZoneWindow}
        singleKeys={singleKeys}
      />
      {menu && <ZoneMenu {...links} zone={menu.zone} place={menu} onClose={() => setMenu(null)} />}
    </>
  );
}
