import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError } from '../../shared/errors.ts';
import { isRootsAlone } from './tools.ts';

/** Where root keeps copies of runtime and executor that an ordinary user may read, one folder for each version. */
export const STAGE_FOLDER = '/var/cache/conntrack-inspector';

/** Set after a folder is made, because the umask of whoever starts this may take bits away. */
const FOLDER_MODE = 0o755;

const EXECUTOR_FILES = ['executor.cjs', 'traffic.cjs', 'koffi.node'] as const;

/** What is started with a capability: absolute paths. */
export interface ExecutorFiles {
  /** The Node program or Electron binary. */
  readonly runtime: string;
  /** Folder of executor.cjs, traffic.cjs and koffi.node. */
  readonly folder: string;
}

/** Whether any user can read a file: it and every folder above it must be open to others. */
export function isReadableByAll(path: string): boolean {
  if ((statSync(path).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === '/') return true;
  }
}

/** Whether nobody but root can change a file or replace it: neither it nor any folder above it. */
export function isChangeableByRootAlone(path: string): boolean {
  for (let current = path; ; current = dirname(current)) {
    const stat = lstatSync(current);
    const sticky = stat.isDirectory() && (stat.mode & 0o1000) !== 0 && stat.uid === 0;
    if (!isRootsAlone(stat) && !sticky) return false;
    if (current === '/') return true;
  }
}

/** The files as an ordinary user can run them: in place where that is possible, otherwise copied below `stageFolder`. */
export function readableFiles(files: ExecutorFiles, stageFolder: string = STAGE_FOLDER): ExecutorFiles {
  const all = [files.runtime, ...EXECUTOR_FILES.map((name) => join(files.folder, name))];
  if (all.every(isReadableByAll)) return files;

  const version = versionOf(all);
  const folder = join(stageFolder, version);
  const staged = { runtime: join(folder, basename(files.runtime)), folder };
  ownFolder(stageFolder);
  if (statSync(folder, { throwIfNoEntry: false })) {
    ownFolder(folder);
    return staged;
  }

  // Made beside its final name and renamed when complete: nobody ever starts half a copy.
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  try {
    chmodSync(draft, FOLDER_MODE);
    for (const path of all) place(path, join(draft, basename(path)));
    renameSync(draft, folder);
  } catch (thrown) {
    rmSync(draft, { recursive: true, force: true });
    // Another start of the same version may have won the race; its copy serves as well.
    if (!statSync(folder, { throwIfNoEntry: false })) throw thrown;
  }
  return staged;
}

/** A hard link where the file is root's and open to all as it is, a copy otherwise. */
function place(from: string, to: string): void {
  const stat = statSync(from);
  if (isRootsAlone(stat) && (stat.mode & 0o004) !== 0) {
    try {
      linkSync(from, to);
      return;
    } catch {
      // Another file system, or one without hard links.
    }
  }
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function ownFolder(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path, { recursive: true });
  const stat = lstatSync(path);
  if (!stat.isDirectory() || !isRootsAlone(stat)) throw notOurs(path);
  chmodSync(path, FOLDER_MODE);
}

function notOurs(path: string): InspectorError {
  return new InspectorError({
    code: 'no-sandbox',
    operation: 'copy the executor to where an ordinary user may read it',
    message: `${path} must be root's and writable by nobody else.`,
    subject: path,
    hint: `Remove it and start again: rm -r ${path}`,
  });
}

/** Changes whenever one of the files does. The runtime is too large to read at every start: size and time stand for it. */
function versionOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${basename(path)} ${size} ${mtimeMs}\n`);
    if (size < 4_000_000) hash.update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
