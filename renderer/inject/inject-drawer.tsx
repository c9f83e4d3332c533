import { useEffect } from 'react';
import type { FlowRef } from '../../shared/flow.ts';
import type { WorkResult } from '../../shared/work.ts';
import { useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Drawer } from '../ui/drawer.tsx';
import { PanelSection } from '../ui/panel.tsx';
import { ErrorState, LoadingState } from '../ui/view-state.tsx';
import { viewOf } from './form-view.ts';
import { InjectForm } from './inject-form.tsx';
import { changeForm, loadSettings, refreshForm, useInject } from './inject-store.ts';
import { PresetBar } from './preset-bar.tsx';
import { RecentList } from './recent-list.tsx';
import { useRecent } from './recent-store.ts';

interface InjectDrawerProps {
  readonly onClose: () => void;
  readonly onOpenFlow: (ref: FlowRef) => void;
  /** Told how the injection of many flows ended, also when the drawer is closed by then. */
  readonly onRangeDone: (result: WorkResult) => void;
  /** The zone to start with. */
  readonly initialZone?: number | undefined;
}

/** Puts the focus at the beginning of the form, where the drawer is open. */
export function focusInjectForm(): void {
  document.querySelector<HTMLInputElement>('input[name=source]')?.focus();
}

/** The drawer beside the table that injects flows. */
export function InjectDrawer({ onClose, onOpenFlow, onRangeDone, initialZone }: InjectDrawerProps) {
  const connected = useSession((session) => session.connection.status === 'connected');
  // As text, because each state of the target brings a record of its own.
  const sysctls = useSession((session) => JSON.stringify(session.target?.sysctls));
  const ready = useInject((state) => state.editedForm !== null);

  useEffect(() => {
    if (connected) void loadSettings();
  }, [connected]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: defaults depend on the target's sysctls
  useEffect(refreshForm, [sysctls]);
  useEffect(() => {
    if (ready && initialZone !== undefined) changeForm({ zone: String(initialZone) });
  }, [ready, initialZone]);
  useEffect(() => {
    if (ready) focusInjectForm();
  }, [ready]);

  return (
    <Drawer title="Inject flow" onClose={onClose}>
      <Content onOpenFlow={onOpenFlow} onRangeDone={onRangeDone} />
    </Drawer>
  );
}

function Content({ onOpenFlow, onRangeDone }: Pick<InjectDrawerProps, 'onOpenFlow' | 'onRangeDone'>) {
  const form = useInject((state) => state.editedForm?.form);
  const error = useInject((state) => state.settingsError);
  const recent = useRecent();
  const targetId = useSession((session) => session.targetId);
  const here = recent.filter((entry) => entry.targetId === targetId);

  if (form === undefined) {
    const again = <Button onClick={() => void loadSettings()}>Try again</Button>;
    return error ? (
      <ErrorState error={error} actions={again} />
    ) : (
      <LoadingState title="Reading the settings" />
    );
  }
  return (
    <>
      <PresetBar />
      <InjectForm view={viewOf(form)} latest={here[0]} onRangeDone={onRangeDone} />
      {here.length > 0 && (
        <PanelSection title="Recent">
          <RecentList entries={here} onOpenFlow={onOpenFlow} />
        </PanelSection>
      )}
    </>
  );
}
