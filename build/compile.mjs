import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules, root, SetupError, say } from './project.mjs';
import { run } from './run.mjs';

/** Everything that out/ is made from, as folders and single files. */
const sources = [
  'shared',
  'electron',
  'renderer',
  'package-lock.json',
  'electron.vite.config.ts',
  'vite.executor.config.ts',
];

/** Holds the hash of the sources that out/ was made from; written last. */
const stamp = join(root, 'out', '.sources');

const compilers = [
  ['electron-vite', 'build', '--logLevel', 'warn'],
  ['vite', 'build', '--config', 'vite.executor.config.ts', '--logLevel', 'warn'],
];

/** Compiles everything into out/. */
export async function compile() {
  const hash = hashSources();
  for (const [name = '', ...args] of compilers) {
    const code = await run(join(modules, '.bin', name), args, { stdin: 'ignore' });
    if (code !== 0) throw new SetupError(`The build failed (${name}), see above.`);
  }
  writeFileSync(stamp, hash);
}

/** Compiles unless out/ was made from the sources as they are. */
export async function provideBuild() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources()) return;
  say('Building …');
  await compile();
}

function hashSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesIn))
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/**
 * @param {string} path  relative to the root
 * @returns {string[]} it, or all files below it but tests
 */
function filesIn(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return /\.test(-support)?\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((entry) => filesIn(`${path}/${entry}`));
}
