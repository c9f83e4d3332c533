import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const modules = join(root, 'node_modules');

/** Something a person has to put right; its message is the whole explanation. */
export class SetupError extends Error {}

/** @param {string} text */
export function say(text) {
  console.error(text);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Node 24 that the project brings along, or the running one where there is no such package for this CPU.
 * @returns {string}
 */
export function node24() {
  const own = join(modules, '.bin', 'node');
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new SetupError(
    `Node 24 is needed: the npm packages bring it for x64 and arm64 only, this machine is ${process.arch} and runs Node ${process.versions.node}.`,
  );
}

/**
 * The environment in which the project's programs run: `node`, also the one that scripts name in their first line,
 * is Node 24.
 * @param {Record<string, string>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(more) {
  const folders = [join(modules, '.bin'), dirname(node24()), process.env.PATH ?? '/usr/bin:/bin'];
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: [...new Set(folders)].join(delimiter), ...more };
  // Some editors' terminals have it set; Electron would then be a Node without a window.
  delete env.ELECTRON_RUN_AS_NODE;
  return env;
}
