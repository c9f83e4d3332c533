import { FileInput } from 'lucide-react';
import { useSession, whyUnchangeable, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField } from '../ui/field.tsx';
import { formatBytes, formatQuantity } from '../ui/format.ts';
import { KeyValue, KeyValues, PanelSection } from '../ui/panel.tsx';
import { CheckReport } from './check-report.tsx';
import { formats } from './formats.ts';
import styles from './import-drawer.module.css';
import { ImportOutcome } from './import-outcome.tsx';
import {
  chooseFormat,
  closeFile,
  type Import,
  injectFile,
  isBusy,
  openFile,
  useImport,
} from './import-store.ts';
import { StagedDrawer } from './staged-drawer.tsx';
import { WorkProgress } from './work-progress.tsx';

/** Reads flows from a file: first it is checked, then what is good can be injected. */
export function ImportDrawer({ onClose }: { readonly onClose: () => void }) {
  const current = useImport();
  const close = () => {
    closeFile();
    onClose();
  };
  return (
    <StagedDrawer title="Import flows" stage={current.stage.name} onClose={close}>
      <PanelSection>
        <FileChoice current={current} />
      </PanelSection>
      <Stage current={current} />
    </StagedDrawer>
  );
}

function FileChoice({ current }: { readonly current: Import }) {
  const { ready, format } = current;
  const problem = useSession(whyUnreadable);
  return (
    <div className={styles.choice}>
      {ready && (
        <KeyValues>
          <KeyValue name="File">{ready.name}</KeyValue>
          <KeyValue name="Size">{formatBytes(ready.bytes)}</KeyValue>
        </KeyValues>
      )}
      {!ready && (
        <p className={styles.help}>
          CSV, JSON Lines and snapshots as exported here, what <code>conntrack -L</code> prints in any form,
          and /proc/net/nf_conntrack.
        </p>
      )}
      <Button
        data-first-focus
        tone={ready ? 'plain' : 'primary'}
        icon={FileInput}
        disabledReason={problem ?? (isBusy(current) ? 'The last file is under way.' : null)}
        onClick={() => void openFile()}
      >
        {ready ? 'Another file…' : 'Choose a file…'}
      </Button>
      {ready && (
        <SelectField
          label="Format"
          value={format ?? 'detect'}
          disabled={isBusy(current)}
          choices={[
            { value: 'detect', label: 'As the file shows' },
            ...formats.map(({ value, label }) => ({ value, label })),
            { value: 'listing', label: 'conntrack -L' },
          ]}
          onChange={(chosen) => void chooseFormat(chosen === 'detect' ? null : chosen)}
        />
      )}
    </div>
  );
}

function Stage({ current: { stage } }: { readonly current: Import }) {
  const changeProblem = useSession(whyUnchangeable);
  switch (stage.name) {
    case 'choosing':
      return null;
    case 'sending':
      return (
        <PanelSection>
          <div className={styles.sending}>
            <span role="status">Sending {stage.fileName}…</span>
            <Button data-first-focus onClick={() => stage.abort.abort()}>
              Stop
            </Button>
          </div>
        </PanelSection>
      );
    case 'checking':
      return (
        <PanelSection>
          <WorkProgress label="Checking" unit="lines" workId={stage.workId} progress={stage.progress} />
        </PanelSection>
      );
    case 'checked': {
      const { flows } = stage.report;
      return (
        <>
          <PanelSection>
            <Button
              data-first-focus
              tone="primary"
              disabledReason={
                changeProblem ?? (flows === 0 ? 'The file holds no flow that can be injected.' : null)
              }
              onClick={() => void injectFile()}
            >
              Inject {formatQuantity(flows, 'flow')}
            </Button>
          </PanelSection>
          <CheckReport report={stage.report} />
        </>
      );
    }
    case 'injecting': {
      const { flows, badLineCount } = stage.report;
      return (
        <PanelSection>
          <WorkProgress
            label="Injecting"
            unit="flows"
            workId={stage.workId}
            progress={stage.progress}
            total={flows + badLineCount}
          />
        </PanelSection>
      );
    }
    case 'done':
      return <ImportOutcome workId={stage.workId} result={stage.result} />;
    case 'failed':
      return (
        <PanelSection title="Not imported">
          <Failure error={stage.error} />
        </PanelSection>
      );
  }
}
