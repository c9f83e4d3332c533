import { FileOutput } from 'lucide-react';
import { useId, useState } from 'react';
import type { SortKey } from '../../shared/flow-page.ts';
import type { Chosen } from '../flow-actions.ts';
import { useSession, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { formatBytes, formatCount, formatQuantity } from '../ui/format.ts';
import { PanelSection } from '../ui/panel.tsx';
import { Segmented } from '../ui/segmented.tsx';
import styles from './export-drawer.module.css';
import { chooseFormat, type Export, exportFlows, useExport } from './export-store.ts';
import { formats } from './formats.ts';
import { NoteList } from './note-list.tsx';
import { StagedDrawer } from './staged-drawer.tsx';
import { WorkProgress } from './work-progress.tsx';

interface ExportDrawerProps {
  /** What the table shows; `count` is null while that is not known. Held: the table shows what was, not what is. */
  readonly shown: {
    readonly filter: string;
    readonly sort: readonly SortKey[];
    readonly count: number | null;
    readonly isHeld: boolean;
  };
  readonly selected: { readonly count: number; readonly flows: () => Chosen };
  readonly onClose: () => void;
}

/** Writes the flows that are shown, or selected, to a file. */
export function ExportDrawer({ shown, selected, onClose }: ExportDrawerProps) {
  const current = useExport();
  const [which, setWhich] = useState<'shown' | 'selected'>(selected.count > 1 ? 'selected' : 'shown');
  const problem = useSession(whyUnreadable);
  const isSelected = which === 'selected' && selected.count > 0;
  const count = isSelected ? selected.count : shown.count;
  const isWriting = current.stage.name === 'writing';
  const start = () =>
    exportFlows(isSelected ? selected.flows() : { kind: 'filter', filter: shown.filter }, shown.sort);
  return (
    <StagedDrawer title="Export flows" stage={current.stage.name} onClose={onClose}>
      <PanelSection>
        <Segmented
          label="Which flows"
          value={isSelected ? 'selected' : 'shown'}
          choices={[
            {
              value: 'shown',
              label: `${shown.filter === '' ? 'All' : 'Matching'}${shown.count === null ? '' : ` ${formatCount(shown.count)}`}`,
            },
            ...(selected.count > 0
              ? [{ value: 'selected' as const, label: `Selected ${formatCount(selected.count)}` }]
              : []),
          ]}
          onChange={setWhich}
        />
        {shown.isHeld && !isSelected && (
          <p className={styles.held}>
            The table is paused: the file holds what matches when it is written. Select rows to write these
            and no others.
          </p>
        )}
        <FormatChoice current={current} />
        <Button
          data-first-focus
          tone="primary"
          icon={FileOutput}
          disabledReason={
            isWriting
              ? 'The last export is under way.'
              : (problem ?? (count === 0 ? 'There are no flows to export.' : null))
          }
          onClick={() => void start()}
        >
          Export {count === null ? 'flows' : formatQuantity(count, 'flow')}…
        </Button>
        {current.stage.name === 'writing' && (
          <WorkProgress
            label="Writing"
            unit="flows"
            workId={current.stage.workId}
            progress={current.stage.progress}
          />
        )}
      </PanelSection>
      <Outcome current={current} />
    </StagedDrawer>
  );
}

function FormatChoice({ current: { format, stage } }: { readonly current: Export }) {
  const name = useId();
  return (
    <fieldset className={styles.formats} disabled={stage.name === 'writing'}>
      <legend className={styles.legend}>Format</legend>
      {formats.map(({ value, label, use }) => (
        <div key={value} className={styles.format}>
          <input
            id={`${name}-${value}`}
            type="radio"
            name={name}
            checked={value === format}
            aria-describedby={`${name}-${value}-use`}
            onChange={() => chooseFormat(value)}
          />
          <label htmlFor={`${name}-${value}`}>{label}</label>
          <span id={`${name}-${value}-use`} className={styles.use}>
            {use}
          </span>
        </div>
      ))}
    </fieldset>
  );
}

function Outcome({ current: { stage } }: { readonly current: Export }) {
  if (stage.name === 'failed') {
    return (
      <PanelSection title="Not exported">
        <Failure error={stage.error} />
      </PanelSection>
    );
  }
  if (stage.name !== 'done') return null;
  const { flows, bytes, stopped, lost, leftOut } = stage.result;
  return (
    <PanelSection title={stopped ? 'Stopped' : 'Exported'}>
      <p role="status">
        {stopped ? 'Nothing was written.' : `${formatQuantity(flows, 'flow')}, ${formatBytes(bytes)}.`}
      </p>
      <NoteList
        title="Not in the file:"
        notes={leftOut.map((note) => ({ ...note, what: `flows ${note.what}` }))}
      />
      <NoteList title="This format has no place for:" notes={lost} />
    </PanelSection>
  );
}
