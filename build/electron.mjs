import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, modules } from './project.mjs';

/**
 * The Electron binary, if there is one. The npm package is not asked: it would begin to download one.
 * @returns {{ folder: string, program: string } | undefined}
 */
export function findElectron() {
  const own = join(modules, 'electron');
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(own, 'dist');
  const pathFile = join(own, 'path.txt');
  const program = join(folder, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron');
  return isExecutable(program) ? { folder, program } : undefined;
}

/**
 * Whether it is a compiled program and not a script that stands in for Electron in tests.
 * @param {string} program
 */
export function isRealElectron(program) {
  const start = Buffer.alloc(4);
  const file = openSync(program, 'r');
  readSync(file, start);
  closeSync(file);
  return start.toString('latin1') === '\x7fELF';
}

/**
 * Why no window can be opened here.
 * @returns {string | undefined} nothing where one can
 */
export function whyNoWindow() {
  if (!findElectron()) {
    return process.env.ELECTRON_OVERRIDE_DIST_PATH
      ? 'there is no Electron program in the folder that ELECTRON_OVERRIDE_DIST_PATH names'
      : 'Electron is not downloaded (`npx install-electron` does that; ELECTRON_OVERRIDE_DIST_PATH names a copy elsewhere)';
  }
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  }
  if (process.getuid?.() === 0) {
    return 'Electron refuses to run as root, and its sandbox is not switched off here; start as an ordinary user';
  }
  return undefined;
}
