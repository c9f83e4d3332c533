import { statSync } from 'node:fs';
import { InspectorError } from '../../shared/errors.ts';

/** Where system programs live. PATH is never asked: it is the user's, and some of these programs run with privilege. */
const SYSTEM_FOLDERS: readonly string[] = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

const packages: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  setpriv: 'util-linux',
  nsenter: 'util-linux',
  env: 'coreutils',
  cat: 'coreutils',
  sudo: 'sudo',
  nft: 'nftables',
  ip: 'iproute2',
};

/**
 * The absolute path of a system program that belongs to root and that nobody else may write.
 * Errors: `no-sandbox`, naming the program and the package that brings it, or the file that is not trusted.
 */
export function findTool(name: string, folders: readonly string[] = SYSTEM_FOLDERS): string {
  let distrusted: string | null = null;
  for (const folder of folders) {
    const path = `${folder}/${name}`;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile() || (stat.mode & 0o111) === 0) continue;
    if (isRootsAlone(stat)) return path;
    distrusted ??= path;
  }
  const operation = `find the program ${name}`;
  if (distrusted !== null) {
    throw new InspectorError({
      code: 'no-sandbox',
      operation,
      message: `${distrusted} is not run: it does not belong to root, or others may write it.`,
      subject: name,
    });
  }
  const package_ = packages[name];
  throw new InspectorError({
    code: 'no-sandbox',
    operation,
    message: `The program ${name} is missing.`,
    subject: name,
    detail: `not found in ${folders.join(', ')}`,
    ...(package_ === undefined ? {} : { hint: `Install it: sudo apt-get install ${package_}` }),
  });
}

/** Whether only root can change a file of this owner and mode. */
export function isRootsAlone(stat: { readonly uid: number; readonly mode: number }): boolean {
  return stat.uid === 0 && (stat.mode & 0o022) === 0;
}
