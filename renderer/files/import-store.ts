import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type ErrorData, toInspectorError } from '../../shared/errors.ts';
import type { FileToken, ImportFormat, ImportReport } from '../../shared/file.ts';
import type { Progress, WorkResult } from '../../shared/work.ts';
import { chooseFile, uploadFile } from '../file-transfer.ts';
import { call, sessionStore } from '../session.ts';
import { followWork } from './follow-work.ts';

/** A file that the inspector can read. */
interface ReadyFile {
  readonly file: FileToken;
  readonly name: string;
  readonly bytes: number;
}

export type ImportStage =
  | { readonly name: 'choosing' }
  | { readonly name: 'sending'; readonly fileName: string; readonly abort: AbortController }
  | { readonly name: 'checking'; readonly workId: string; readonly progress: Progress | null }
  | { readonly name: 'checked'; readonly report: ImportReport }
  | {
      readonly name: 'injecting';
      readonly workId: string;
      readonly progress: Progress | null;
      readonly report: ImportReport;
    }
  | { readonly name: 'done'; readonly workId: string; readonly result: WorkResult }
  | { readonly name: 'failed'; readonly error: ErrorData };

export interface Import {
  readonly ready: ReadyFile | null;
  /** Null: found out from the file. */
  readonly format: ImportFormat | null;
  readonly stage: ImportStage;
}

const initial: Import = { ready: null, format: null, stage: { name: 'choosing' } };
const importStore = createStore<Import>(() => initial);
const { getState, setState } = importStore;

/** Reads the import in a component. */
export function useImport(): Import {
  return useStore(importStore);
}

/** Whether something is under way that must not be disturbed. */
export function isBusy({ stage }: Import): boolean {
  return stage.name === 'sending' || stage.name === 'checking' || stage.name === 'injecting';
}

/** Has the person choose a file, and checks it. */
export async function openFile(): Promise<void> {
  try {
    const opened = await call('files.open', {});
    if (opened === null) return;
    if (opened.transfer === 'dialog') await take(opened);
    else await sendFile(opened.file);
  } catch (thrown) {
    fail(thrown, 'open the file');
  }
}

/** Reads the file in another format. */
export async function chooseFormat(format: ImportFormat | null): Promise<void> {
  setState({ format });
  if (getState().ready) await check();
}

/** Injects what the check found good. */
export async function injectFile(): Promise<void> {
  const { ready, format, stage } = getState();
  if (!ready || stage.name !== 'checked') return;
  const { report } = stage;
  const { targetId } = sessionStore.getState();
  const workId = crypto.randomUUID();
  const injecting = (progress: Progress | null) =>
    setState({ stage: { name: 'injecting', workId, progress, report } });
  injecting(null);
  try {
    const result = await followWork(
      workId,
      () => call('flows.import', { targetId, file: ready.file, format, workId }),
      injecting,
    );
    setState({ stage: { name: 'done', workId, result } });
  } catch (thrown) {
    fail(thrown, 'inject the flows');
  }
}

/** Forgets the file, unless it is being read: then it is forgotten with the next one. */
export function closeFile(): void {
  const { ready, stage } = getState();
  if (isBusy(getState()) && stage.name !== 'sending') return;
  if (stage.name === 'sending') stage.abort.abort();
  setState(initial, true);
  // Whatever became of the connection, the file goes with this page at the latest.
  if (ready) void call('files.close', { file: ready.file }).catch(() => undefined);
}

async function sendFile(file: FileToken): Promise<void> {
  const content = await chooseFile();
  if (content === null) {
    await call('files.close', { file });
    return;
  }
  const abort = new AbortController();
  setState({ stage: { name: 'sending', fileName: content.name, abort } });
  await uploadFile(file, content, abort.signal);
  await take({ file, name: content.name, bytes: content.size });
}

async function take({ file, name, bytes }: ReadyFile): Promise<void> {
  const before = getState().ready;
  setState({ ready: { file, name, bytes }, format: null });
  if (before) await call('files.close', { file: before.file });
  await check();
}

async function check(): Promise<void> {
  const { ready, format } = getState();
  if (!ready) return;
  const { targetId } = sessionStore.getState();
  const workId = crypto.randomUUID();
  const checking = (progress: Progress | null) => setState({ stage: { name: 'checking', workId, progress } });
  checking(null);
  try {
    const report = await followWork(
      workId,
      () => call('flows.checkImport', { targetId, file: ready.file, format, workId }),
      checking,
    );
    setState({ stage: { name: 'checked', report } });
  } catch (thrown) {
    fail(thrown, 'check the file');
  }
}

function fail(thrown: unknown, operation: string): void {
  const error = toInspectorError(thrown, operation).data;
  setState({ stage: error.code === 'cancelled' ? { name: 'choosing' } : { name: 'failed', error } });
}

// A file belongs to what it was opened for.
sessionStore.subscribe((session, before) => {
  if (session.targetId !== before.targetId) closeFile();
});
