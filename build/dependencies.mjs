import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules, root, SetupError, say } from './project.mjs';

/** @typedef {{ version: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Package */

/** Installs the npm packages unless those of package-lock.json are all there. */
export function provideDependencies() {
  if (missingPackages().length === 0) return;
  say('Installing the npm packages of package-lock.json …');
  // No package needs its install script: koffi, Node, Biome and the bundlers ship their binaries as packages.
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.error) throw new SetupError(`npm cannot be started: ${result.error.message}`);
  if (result.status !== 0) throw new SetupError('Installing the npm packages failed, see above.');
  // npm passes over an optional package that it cannot fetch; the binaries for this machine are such packages.
  const missing = missingPackages();
  if (missing.length > 0)
    throw new SetupError(`npm left out packages that are needed: ${missing.join(', ')}.`);
}

/** What npm installed, by its own list, which it writes last, against what it should have. */
function missingPackages() {
  const wanted = packagesIn(join(root, 'package-lock.json')) ?? {};
  const installed = packagesIn(join(modules, '.package-lock.json')) ?? {};
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && (entry.optional !== true || isForThisMachine(entry)))
    .filter(([path, { version }]) => installed[path]?.version !== version)
    .map(([path]) => path.replace(/^node_modules\//, ''));
}

/**
 * Whether an optional package is a binary for this machine. Those without a CPU are parts of other optional packages.
 * @param {Package} entry
 */
function isForThisMachine({ os, cpu, libc }) {
  const fits = cpu?.includes(process.arch) === true && (os?.includes('linux') ?? true);
  // Node 24 as the npm packages bring it, and Electron, run on glibc alone.
  return fits && (libc?.includes('glibc') ?? true);
}

/**
 * @param {string} lockFile
 * @returns {Record<string, Package> | undefined}
 */
function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
