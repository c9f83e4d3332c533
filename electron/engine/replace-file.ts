import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Puts a text into a file of the user's alone, all of it or nothing. Makes its folder. Throws what the system says. */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, file);
}
