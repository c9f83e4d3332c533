import type { ExportResult, FileFormat } from '../../shared/file.ts';
import type { WorkResult } from '../../shared/work.ts';
import { createFlowWriter } from '../files/flow-writer.ts';
import { writeFile } from '../files/write-file.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import type { Lives } from '../flows/lives.ts';
import { flowOf } from '../flows/read-row.ts';
import type { Work } from './work.ts';

/** What to write, and where. */
export interface ExportRequest {
  readonly table: FlowTable;
  readonly lives: Lives;
  readonly format: FileFormat;
  /** The title of the table's target. */
  readonly target: string;
  /** Absolute. */
  readonly path: string;
}

/** Progress is told in steps of so many flows. */
const STEP = 500;

/** An export changes nothing. */
export const nothingToUndo: WorkResult['undo'] = { possible: false, reason: 'Nothing was changed.' };

/**
 * Writes flows to a file, each as the table knows it at that moment; those that ended meanwhile are left out. A stopped work leaves no
 * file. Errors: `file-failed`.
 */
export async function exportFlows(
  { table, lives, format, target, path }: ExportRequest,
  work: Work,
): Promise<Omit<ExportResult, 'stopped' | 'tookMs'>> {
  const writer = createFlowWriter(format, target, new Date());
  let flows = 0;
  let ended = 0;
  work.plan(lives.count, (index) => ({ subject: `flow ${index + 1}`, line: null }));
  // Every piece that is written lets others have their turn.
  const bytes = await writeFile(path, async (writeText) => {
    await writeText(writer.head);
    for (let from = 0; from < lives.count; from += STEP) {
      const to = Math.min(lives.count, from + STEP);
      let text = '';
      for (let index = from; index < to; index++) {
        const row = lives.rowOf(index, table);
        const line = row === -1 ? '' : writer.line(flowOf(table, row));
        if (row === -1) ended += 1;
        if (line !== '') flows += 1;
        text += line;
      }
      work.count('unchanged', to - from);
      await writeText(text);
      if (work.stopped) return false;
    }
    await writeText(writer.tail(flows));
    return true;
  });
  const leftOut = writer.leftOut();
  if (ended > 0) leftOut.push({ what: 'that ended meanwhile', flows: ended });
  return { flows: work.stopped ? 0 : flows, bytes, lost: writer.lost(), leftOut };
}
