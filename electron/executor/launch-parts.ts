import type { LaunchParts } from './command-lines.ts';
import { readPrivilege } from './privilege.ts';
import { readableFiles } from './stage.ts';
import { findTool } from './tools.ts';

/**
 * What every launch of this process is made of. As root the program files are first made readable to the ordinary user
 * that runs them. Errors: `no-sandbox`.
 */
export function launchParts(executorFolder: string): LaunchParts {
  const privilege = readPrivilege();
  const files = { runtime: process.execPath, folder: executorFolder };
  const { runtime, folder } = privilege.uid === 0 ? readableFiles(files) : files;
  return {
    privilege,
    tool: findTool,
    runtime: { path: runtime, asNode: process.versions.electron !== undefined },
    executorFolder: folder,
  };
}
