import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { ExportResult, ExportSource, FileFormat } from '../../shared/file.ts';
import type { SortKey } from '../../shared/flow-page.ts';
import type { Progress } from '../../shared/work.ts';
import { downloadFile } from '../file-transfer.ts';
import { type Chosen, scopeOf } from '../flow-actions.ts';
import { call, sessionStore } from '../session.ts';
import { followWork } from './follow-work.ts';
import { formatNamed } from './formats.ts';

export type ExportStage =
  | { readonly name: 'choosing' }
  | { readonly name: 'writing'; readonly workId: string; readonly progress: Progress | null }
  | { readonly name: 'done'; readonly result: ExportResult }
  | { readonly name: 'failed'; readonly error: ErrorData };

export interface Export {
  readonly format: FileFormat;
  readonly stage: ExportStage;
}

const exportStore = createStore<Export>(() => ({ format: 'csv', stage: { name: 'choosing' } }));

/** Reads the export in a component. */
export function useExport(): Export {
  return useStore(exportStore);
}

export function chooseFormat(format: FileFormat): void {
  exportStore.setState({ format, stage: { name: 'choosing' } });
}

/** Asks where to, and writes the flows there; those that match a filter are sorted. */
export async function exportFlows(flows: Chosen, sort: readonly SortKey[]): Promise<void> {
  const { format } = exportStore.getState();
  const { targetId } = sessionStore.getState();
  try {
    const place = await call('files.save', { suggestedName: suggestedName(format) });
    if (place === null) return;
    const { file, transfer } = place;
    const workId = crypto.randomUUID();
    enter({ name: 'writing', workId, progress: null });
    const source = await sourceOf(targetId, flows, sort);
    const result = await followWork(
      workId,
      () => call('flows.export', { targetId, source, format, file, workId }),
      (progress) => enter({ name: 'writing', workId, progress }),
    );
    if (!result.stopped && transfer === 'http') downloadFile(file);
    enter({ name: 'done', result });
  } catch (thrown) {
    enter({ name: 'failed', error: toInspectorError(thrown, 'export flows').data });
  }
}

function enter(stage: ExportStage): void {
  exportStore.setState({ stage });
}

async function sourceOf(targetId: string, flows: Chosen, sort: readonly SortKey[]): Promise<ExportSource> {
  if (flows.kind === 'filter') return { kind: 'filter', filter: flows.filter, sort: [...sort] };
  const { pickId } = await call('flows.pick', { targetId, scope: scopeOf(flows) });
  return { kind: 'pick', pickId };
}

/** `flows-2026-01-31-1200.csv`. */
function suggestedName(format: FileFormat): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `flows-${day}-${two(now.getHours())}${two(now.getMinutes())}.${formatNamed(format).extension}`;
}
