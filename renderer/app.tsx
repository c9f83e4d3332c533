import { CirclePlus, FileInput, FileOutput, Trash2 } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { toInspectorError } from '../shared/errors.ts';
import { describeFlow, type FlowRef } from '../shared/flow.ts';
import type { ZoneRange } from '../shared/zone-reservation.ts';
import styles from './app.module.css';
import { CapacityView } from './capacity/capacity-view.tsx';
import { ChangeDialog } from './changes/change-dialog.tsx';
import { DeleteDialog } from './changes/delete-dialog.tsx';
import { notifyDone } from './changes/undo.ts';
import { UndoDialog } from './changes/undo-dialog.tsx';
import { DemoBanner } from './demos/demo-banner.tsx';
import { DemosView } from './demos/demos-view.tsx';
import { EventFilter } from './events/event-filter.tsx';
import { EventsView } from './events/events-view.tsx';
import { PauseEvents } from './events/pause-events.tsx';
import { SaveButton as SaveEventsButton } from './events/save-button.tsx';
import { ExportDrawer } from './files/export-drawer.tsx';
import { ImportDrawer } from './files/import-drawer.tsx';
import { askToDelete, useFlowAction } from './flow-actions.ts';
import { FilterBox } from './flows/filter-box.tsx';
import { enterFilter } from './flows/filter-text.ts';
import {
  chosenFlows,
  openDetails,
  useChosenCount,
  useFlowChoice,
  whyNotChosenYet,
} from './flows/flow-choice.ts';
import { useFlowRows } from './flows/flow-rows.ts';
import { FlowsView } from './flows/flows-view.tsx';
import { PauseButton } from './flows/pause-button.tsx';
import { CommandPalette } from './frame/command-palette.tsx';
import { KeyList } from './frame/key-list.tsx';
import { focusView, listenToKeys } from './frame/keyboard.ts';
import { PictureBanner } from './frame/picture-banner.tsx';
import { Rail } from './frame/rail.tsx';
import { StatusBar } from './frame/status-bar.tsx';
import { TopBar, TopBarGap } from './frame/top-bar.tsx';
import { InjectDrawer } from './inject/inject-drawer.tsx';
import { call, sessionStore, useSession, whyUnchangeable } from './session.ts';
import { SettingsView } from './settings/settings-view.tsx';
import { TargetPicker } from './targets/target-picker.tsx';
import { Button, IconButton } from './ui/button.tsx';
import { formatCount } from './ui/format.ts';
import type { GridHandle } from './ui/grid/grid.tsx';
import { NotificationList } from './ui/notification-list.tsx';
import { notify, notifyFailure } from './ui/notifications.ts';
import {
  closeFiling,
  closeInject,
  openFiling,
  openInject,
  showView,
  useWorkspace,
  type ViewName,
} from './workspace.ts';
import { ZoneSearch } from './zones/zone-search.tsx';
import { ZonesView } from './zones/zones-view.tsx';

/** The whole page: the frame, and in it one view. */
export function App() {
  const table = useRef<GridHandle>(null);
  const view = useWorkspace((workspace) => workspace.view);
  const isInjecting = useWorkspace((workspace) => workspace.injecting);
  const injectZone = useWorkspace((workspace) => workspace.injectZone);
  const isKeyListOpen = useWorkspace((workspace) => workspace.keyListOpen);
  const matched = useFlowRows((rows) => rows.page?.matched ?? null);
  const isPaused = useFlowRows((rows) => rows.pausedAt !== null);
  const isPaletteOpen = useWorkspace((workspace) => workspace.paletteOpen);
  const filing = useWorkspace((workspace) => workspace.filing);
  useEffect(listenToKeys, []);
  return (
    <div className={styles.app}>
      <Rail />
      <TopBar>
        <TargetPicker />
        <ViewControls view={view} table={table} />
        <InjectButton />
        {view === 'flows' && <DeleteButton />}
        <FileButtons />
      </TopBar>
      <main className={styles.main} tabIndex={-1}>
        <PictureBanner />
        <DemoBanner onFilter={showFlowsThat} />
        <div className={styles.view}>
          {view === 'flows' && (
            <FlowsView tableHandle={table} hidesDetails={isInjecting || filing !== null} />
          )}
          {view === 'zones' && (
            <ZonesView onShowZones={showZones} onExportZone={exportZone} onInjectIntoZone={openInject} />
          )}
          {view === 'events' && <EventsView tableHandle={table} onOpenFlow={(ref) => void showLiving(ref)} />}
          {view === 'capacity' && <CapacityView onFilter={showFlowsThat} />}
          {view === 'demos' && <DemosView onFilter={showFlowsThat} />}
          {view === 'settings' && <SettingsView />}
          {isInjecting && (
            <InjectDrawer
              onClose={closeInject}
              onOpenFlow={showFlow}
              onRangeDone={notifyDone}
              initialZone={injectZone}
            />
          )}
          {filing === 'export' && <Export />}
          {filing === 'import' && <ImportDrawer onClose={closeFiling} />}
        </div>
      </main>
      <StatusBar shown={view === 'flows' ? matched : null} paused={isPaused && view === 'flows'} />
      <FlowActionDialog />
      <NotificationList />
      {isKeyListOpen && <KeyList />}
      {isPaletteOpen && <CommandPalette />}
    </div>
  );
}

interface ViewControlsProps {
  readonly view: ViewName;
  readonly table: RefObject<GridHandle | null>;
}

/** What a view has in the bar at the top. */
function ViewControls({ view, table }: ViewControlsProps) {
  const focusTable = () => table.current?.focus();
  switch (view) {
    case 'flows':
      return (
        <>
          <PauseButton />
          <FilterBox onDone={focusTable} />
        </>
      );
    case 'zones':
      return <ZoneSearch onDone={focusView} />;
    case 'events':
      return (
        <>
          <PauseEvents />
          <EventFilter onDone={focusTable} />
          <SaveEventsButton />
        </>
      );
    case 'capacity':
    case 'demos':
    case 'settings':
      return <TopBarGap />;
  }
}

function InjectButton() {
  const isInjecting = useWorkspace((workspace) => workspace.injecting);
  const changeProblem = useSession(whyUnchangeable);
  return (
    <Button
      tone="primary"
      icon={CirclePlus}
      collapses
      tip="Makes flows of your own (i)"
      disabledReason={isInjecting ? null : changeProblem}
      aria-expanded={isInjecting}
      onClick={() => (isInjecting ? closeInject() : openInject())}
    >
      Inject flow
    </Button>
  );
}

function FileButtons() {
  const filing = useWorkspace((workspace) => workspace.filing);
  const toggle = (which: 'export' | 'import') => (filing === which ? closeFiling() : openFiling(which));
  return (
    <>
      <IconButton
        icon={FileOutput}
        label="Export flows to a file…"
        aria-expanded={filing === 'export'}
        onClick={() => toggle('export')}
      />
      <IconButton
        icon={FileInput}
        label="Import flows from a file…"
        aria-expanded={filing === 'import'}
        onClick={() => toggle('import')}
      />
    </>
  );
}

/** The flows that can be exported are those of the Flows view: all that match, or those chosen there. */
function Export() {
  const filter = useFlowRows((rows) => rows.filter);
  const sort = useFlowRows((rows) => rows.sort);
  const isHeld = useFlowRows((rows) => rows.pausedAt !== null);
  // What a held table shows, or what an earlier filter found, says nothing of how many match now.
  const count = useFlowRows(({ page, filter, pausedAt }) =>
    page !== null && pausedAt === null && page.filter === filter ? page.matched : null,
  );
  const selected = { count: useChosenCount(), flows: chosenFlows };
  return <ExportDrawer shown={{ filter, sort, count, isHeld }} selected={selected} onClose={closeFiling} />;
}

function FlowActionDialog() {
  const asked = useFlowAction();
  const filter = useFlowRows((rows) => rows.filter);
  if (asked?.kind === 'change') return <ChangeDialog flows={asked.flows} />;
  return asked ? <DeleteDialog asked={asked.what} others={[{ kind: 'filter', filter }]} /> : <UndoDialog />;
}

function DeleteButton() {
  const count = useChosenCount();
  const filter = useFlowRows((rows) => rows.filter);
  const choiceProblem = useFlowChoice(whyNotChosenYet);
  const changeProblem = useSession(whyUnchangeable) ?? choiceProblem;
  // Without a selection the dialog begins with all that the filter shows; there too one chooses a zone or the whole table.
  const flows = () => (count === 0 ? { kind: 'filter' as const, filter } : chosenFlows());
  return (
    <Button
      icon={Trash2}
      collapses
      disabledReason={changeProblem}
      tip="Deletes what is selected, shown, in a zone, or everything (Delete)"
      onClick={() => askToDelete(flows())}
    >
      {count > 1 ? `Delete ${formatCount(count)}…` : 'Delete…'}
    </Button>
  );
}

function showZones({ from, to }: ZoneRange): void {
  showFlowsThat(from === to ? `zone == ${from}` : `zone in {${from}..${to}}`);
}

function exportZone(zone: number): void {
  showZones({ from: zone, to: zone });
  openFiling('export');
}

function showFlowsThat(filter: string): void {
  enterFilter(filter);
  showView('flows');
  focusView();
}

/** Shows a flow that an event told of, if it still lives. */
async function showLiving(ref: FlowRef): Promise<void> {
  try {
    await call('flows.get', { targetId: sessionStore.getState().targetId, ref });
    showFlow(ref);
  } catch (thrown) {
    const { data } = toInspectorError(thrown, 'read the flow');
    if (data.code !== 'not-found') notifyFailure(data);
    else
      notify({
        tone: 'info',
        title: 'This flow has ended',
        detail: describeFlow(ref.protocol, ref.original),
      });
  }
}

function showFlow(ref: FlowRef): void {
  closeInject();
  openDetails(ref);
  showView('flows');
  focusView();
}
