import type { Mode } from './allow-list.ts';
import type { Privilege } from './privilege.ts';

/** A program and its arguments, never a shell line. */
export type CommandLine = readonly [string, ...string[]];

/** What the command lines are made of: absolute paths and the privilege at hand. */
export interface LaunchParts {
  readonly privilege: Privilege;
  /** Resolves a system program's name to its absolute path; throws `no-sandbox` when it is missing. */
  readonly tool: (name: string) => string;
  /** A Node program, or Electron's binary with `asNode` set. */
  readonly runtime: { readonly path: string; readonly asNode: boolean };
  /** Folder of executor.cjs, traffic.cjs and koffi.node. */
  readonly executorFolder: string;
}

/** An ordinary user and group that owns nothing: `nobody`. What root starts runs as this. */
const ORDINARY_ID = 65534;

/** Whether a private table is made the way of root, without a user namespace. */
export function sandboxesAsRoot(privilege: Privilege): boolean {
  return privilege.uid === 0 && privilege.sysAdmin;
}

/** A program that keeps a new network namespace alive until its stdin ends, and echoes what it reads. */
export function holderCommand(parts: LaunchParts): CommandLine {
  const asRoot = sandboxesAsRoot(parts.privilege);
  return [
    parts.tool('unshare'),
    ...(asRoot ? [] : ['--user', '--map-root-user']),
    '--net',
    ...ordinary(parts, asRoot ? 'become' : 'mapped'),
    parts.tool('cat'),
  ];
}

/** An executor inside the namespaces of a holder, refusing to run in the network `ownNetns` of its launcher. */
export function sandboxExecutorCommand(
  parts: LaunchParts,
  holderPid: number,
  ownNetns: string,
  eventBufferBytes: number,
): CommandLine {
  return [...intoSandbox(parts, holderPid), ...executor(parts, 'change', ownNetns, eventBufferBytes)];
}

/** nft(8) inside the namespaces of a holder; it reads its rules from stdin. */
export function sandboxRulesCommand(parts: LaunchParts, holderPid: number): CommandLine {
  return [...intoSandbox(parts, holderPid), parts.tool('nft'), '-f', '-'];
}

/** ip(8) inside the namespaces of a holder; it reads its commands from stdin, and goes on after one that fails. */
export function sandboxAddressesCommand(parts: LaunchParts, holderPid: number): CommandLine {
  return [...intoSandbox(parts, holderPid), parts.tool('ip'), '-force', '-batch', '-'];
}

/** The traffic program inside the namespaces of a holder, refusing to run in the network `ownNetns` of its launcher. */
export function sandboxTrafficCommand(parts: LaunchParts, holderPid: number, ownNetns: string): CommandLine {
  return [...intoSandbox(parts, holderPid), ...program(parts, 'traffic.cjs'), ownNetns];
}

function intoSandbox(parts: LaunchParts, holderPid: number): [string, ...string[]] {
  const asRoot = sandboxesAsRoot(parts.privilege);
  return [
    parts.tool('nsenter'),
    `--target=${holderPid}`,
    ...(asRoot ? [] : ['--user', '--preserve-credentials']),
    '--net',
    ...ordinary(parts, asRoot ? 'become' : 'mapped'),
  ];
}

/** An executor in the launcher's own network namespace. `sudo` says whether privilege has to be asked for first. */
export function hostExecutorCommand(
  parts: LaunchParts,
  mode: Mode,
  sudo: boolean,
  eventBufferBytes: number,
): CommandLine {
  const identity = sudo || parts.privilege.uid === 0 ? 'become' : 'keep';
  const line: CommandLine = [...ordinary(parts, identity), ...executor(parts, mode, '-', eventBufferBytes)];
  return sudo ? [parts.tool('sudo'), '-n', '--', ...line] : line;
}

/**
 * `setpriv` down to CAP_NET_ADMIN alone. become: from root to an ordinary id. mapped: stay as the root of a user
 * namespace. keep: an ordinary user who holds the capability already and cannot shrink the bounding set.
 */
function ordinary(parts: LaunchParts, identity: 'become' | 'mapped' | 'keep'): [string, ...string[]] {
  return [
    parts.tool('setpriv'),
    ...(identity === 'become' ? [`--reuid=${ORDINARY_ID}`, `--regid=${ORDINARY_ID}`, '--clear-groups'] : []),
    '--inh-caps=-all,+net_admin',
    '--ambient-caps=-all,+net_admin',
    ...(identity === 'keep' ? [] : ['--bounding-set=-all,+net_admin']),
    '--no-new-privs',
    '--pdeathsig=KILL',
    '--',
  ];
}

function executor(
  parts: LaunchParts,
  mode: Mode,
  forbiddenNetns: string,
  eventBufferBytes: number,
): string[] {
  return [...program(parts, 'executor.cjs'), mode, forbiddenNetns, String(eventBufferBytes)];
}

/** One of our own programs, with an environment of its own. */
function program(parts: LaunchParts, file: string): string[] {
  return [
    parts.tool('env'),
    '-i',
    'PATH=/usr/sbin:/usr/bin',
    'LC_ALL=C.UTF-8',
    ...(parts.runtime.asNode ? ['ELECTRON_RUN_AS_NODE=1'] : []),
    parts.runtime.path,
    `${parts.executorFolder}/${file}`,
  ];
}
