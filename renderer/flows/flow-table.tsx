import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { refOf } from '../../shared/flow.ts';
import type { FlowRow } from '../../shared/flow-page.ts';
import { engineNow } from '../engine-clock.ts';
import { usePreference } from '../preferences.ts';
import { classes } from '../ui/classes.ts';
import { Grid, type GridHandle } from '../ui/grid/grid.tsx';
import { sortAfterClick } from '../ui/grid/sort-after-click.ts';
import { useSecondsSince } from '../ui/use-now.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { moveColumn, resizeColumn } from './column-layout.ts';
import { chooseForMenu, goTo, openRow, toggleRow, useFlowChoice } from './flow-choice.ts';
import { columnsOf, isFlowColumn } from './flow-columns.tsx';
import { rowKey } from './flow-key.ts';
import { FlowMenu, type FlowMenuPlace } from './flow-menu.tsx';
import {
  flowRowsStore,
  leaveTable,
  placeOfTable,
  setAttended,
  setSort,
  setWindow,
  useFlowRows,
} from './flow-rows.ts';
import styles from './flow-table.module.css';
import { isChosen } from './selection.ts';

const MOST_SORT_KEYS = 3;
const arranging = { onMove: moveColumn, onResize: resizeColumn };

interface FlowTableProps {
  readonly handle: RefObject<GridHandle | null>;
}

/** The flows that match the filter, live. */
export function FlowTable({ handle }: FlowTableProps) {
  const page = useFlowRows((rows) => rows.page);
  const sort = useFlowRows((rows) => rows.sort);
  const isPaused = useFlowRows((rows) => rows.pausedAt !== null);
  const selection = useFlowChoice((choice) => choice.selection);
  const isAll = useFlowChoice((choice) => choice.isAll);
  const [menu, setMenu] = useState<FlowMenuPlace | null>(null);
  const activeRow = useFlowChoice((choice) => choice.active?.row ?? null);
  const singleKeys = usePreference((preferences) => preferences.singleKeys);
  const shownColumns = usePreference((preferences) => preferences.flowColumns);
  const widths = usePreference((preferences) => preferences.columnWidths);
  const columns = useMemo(() => columnsOf(shownColumns), [shownColumns]);
  const secondsOld = useSecondsSince(page?.receivedAt ?? null, !isPaused);
  const isSelected = useCallback(
    (row: FlowRow) => (isAll ? row.goneSince === null : isChosen(selection, refOf(row.flow))),
    [isAll, selection],
  );
  useEffect(() => setAttended(() => handle.current?.attended() ?? null), [handle]);
  if (page === null) return null;
  return (
    <>
      <Grid
        handle={handle}
        label="Flows"
        columns={columns}
        widths={widths}
        arranging={arranging}
        headTools={<ColumnChooser />}
        rowCount={page.rowCount}
        offset={page.offset}
        rows={page.rows}
        keyOf={rowKey}
        arrangement={page.arrangement}
        sort={sort}
        onSort={changeSort}
        isSelected={isSelected}
        rowClass={rowClass}
        rowNote={rowNote}
        activeRow={activeRow}
        singleKeys={singleKeys}
        onGo={goTo}
        onOpen={openRow}
        onToggle={toggleRow}
        onRange={setWindow}
        onMenu={({ row, ...place }) => {
          const found = page.rows[row - page.offset];
          chooseForMenu(row);
          if (found) setMenu({ ...place, row: found });
        }}
        startRow={placeOfTable()}
        onLeave={leaveTable}
        tick={secondsOld}
      />
      {menu && <FlowMenu place={menu} onClose={() => setMenu(null)} />}
    </>
  );
}

function changeSort(column: string, additional: boolean): void {
  if (!isFlowColumn(column)) return;
  const { sort } = flowRowsStore.getState();
  setSort(sortAfterClick(sort, column, additional, MOST_SORT_KEYS));
}

function rowClass({ newSince, changedSince, changed, goneSince }: FlowRow): string | undefined {
  if (goneSince !== null) return styles.gone;
  if (newSince !== null) return classes(styles.new, fading(newSince));
  if (changedSince === null) return undefined;
  return classes(...changed.map((column) => styles[column]), fading(changedSince));
}

/** The tint goes in steps, a second each: an animation would have every such row drawn anew in every frame. */
function fading(since: number): string | undefined {
  const seconds = Math.floor((engineNow() - since) / 1000);
  return seconds < 1 ? undefined : seconds < 2 ? styles.fading : styles.faint;
}

function rowNote({ newSince, changedSince, goneSince }: FlowRow): string | undefined {
  if (goneSince !== null) return 'ended';
  if (newSince !== null) return 'new';
  return changedSince === null ? undefined : 'just changed';
}
