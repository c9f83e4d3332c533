import { useStore } from 'zustand';
import { stopWork } from './page-work.ts';
import { undoStore } from './undo.ts';
import { WorkDialog } from './work-dialog.tsx';

/** How far an Undo is that takes longer, with Stop. */
export function UndoDialog() {
  const run = useStore(undoStore, (undo) => undo.run);
  if (run === null) return null;
  const { workId, title, flows, progress } = run;
  return (
    <WorkDialog
      title={`${title}…`}
      stage={{ name: 'running', progress }}
      expected={flows}
      onStop={() => stopWork(workId)}
    />
  );
}
