import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { isExecutable, say } from './project.mjs';

/**
 * System programs and the Debian packages they come in.
 * @typedef {Record<string, string>} Tools
 * @type {Tools}
 */
export const appTools = { unshare: 'util-linux', setpriv: 'util-linux', nsenter: 'util-linux' };

/** @type {Tools} */
export const testTools = {
  ...appTools,
  conntrack: 'conntrack',
  nft: 'nftables',
  ip: 'iproute2',
  chromium: 'chromium',
};

/** An ordinary user's PATH lacks the sbin folders, where some of these live. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @param {string} name */
export function hasTool(name) {
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, name)));
}

/**
 * Looks for programs and, where nobody needs to be asked (root, CI), installs what is missing; says what stays missing.
 * @param {Tools} tools
 * @param {string} purpose  what does not work without them
 */
export function provideTools(tools, purpose) {
  const missing = () => Object.keys(tools).filter((name) => !hasTool(name));
  const isRoot = process.getuid?.() === 0;
  if (missing().length > 0 && hasTool('apt-get') && (isRoot || process.env.CI === 'true')) {
    install(packagesOf(missing(), tools), isRoot);
  }
  const rest = missing();
  if (rest.length === 0) return;
  const packages = packagesOf(rest, tools);
  const remedy = hasTool('apt-get')
    ? `Install: ${isRoot ? '' : 'sudo '}apt-get install ${packages.join(' ')}`
    : `Install them with the system's package manager; Debian calls the packages ${packages.join(', ')}.`;
  say(`Missing programs (${purpose}): ${rest.join(', ')}. ${remedy}`);
}

/**
 * @param {string[]} names
 * @param {Tools} tools
 */
function packagesOf(names, tools) {
  return [...new Set(names.map((name) => tools[name] ?? name))];
}

/**
 * @param {string[]} packages
 * @param {boolean} isRoot
 */
function install(packages, isRoot) {
  say(`Installing the Debian packages ${packages.join(', ')} …`);
  // env, because sudo passes no variables on.
  const apt = [...(isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q'];
  /** @param {string[]} args */
  const call = (args) =>
    execFileSync(apt[0] ?? 'env', [...apt.slice(1), ...args], { stdio: ['ignore', 2, 2] });
  try {
    call(['update']);
    call(['install', '--yes', '--no-install-recommends', ...packages]);
  } catch {
    say('apt-get failed, see above.');
  }
}
