import { InspectorError } from '../shared/errors.ts';
import type { FileToken } from '../shared/file.ts';

// Where the inspector is reached over HTTP, files cross by the browser's own means.

/** Fetches a file that was written, as a download of the browser. */
export function downloadFile(file: FileToken): void {
  const link = document.createElement('a');
  link.href = `/files/${file}`;
  link.download = '';
  link.click();
}

/** Lets the person choose a file with the browser's dialog; null when they would rather not. */
export function chooseFile(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Sends a file to the inspector, which keeps it until it is closed. Throws an InspectorError. */
export async function uploadFile(file: FileToken, content: File, signal: AbortSignal): Promise<void> {
  const response = await fetch(`/files/${file}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
    signal,
  }).catch((thrown: unknown) => {
    throw new InspectorError({
      code: signal.aborted ? 'cancelled' : 'file-failed',
      operation: 'send the file',
      message: signal.aborted ? 'The file was not sent.' : 'The file could not be sent.',
      detail: thrown instanceof Error ? thrown.message : String(thrown),
      hint: 'It may have changed or gone since it was chosen. Choose it again.',
    });
  });
  if (response.ok) return;
  throw new InspectorError({
    code: 'file-failed',
    operation: 'send the file',
    message: 'The inspector did not take the file.',
    detail: (await response.text()).trim(),
  });
}
