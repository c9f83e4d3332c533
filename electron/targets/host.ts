import { join } from 'node:path';
import { InspectorError } from '../../shared/errors.ts';
import type { Mode } from '../executor/allow-list.ts';
import { type CommandLine, hostExecutorCommand, type LaunchParts } from '../executor/command-lines.ts';
import { launchParts } from '../executor/launch-parts.ts';
import { isChangeableByRootAlone } from '../executor/stage.ts';
import { startProcess } from '../executor/start-process.ts';
import type { ConntrackListener } from './conntrack.ts';
import { NetlinkConntrack } from './netlink-conntrack.ts';

/** How privilege over this machine's own network can be had: it is there, or sudo gives it without asking. */
export type HostAccess = 'held' | 'sudo';

/**
 * Finds out how this machine's own table can be opened, without touching it. Errors: `not-permitted`, naming what is
 * missing and what to do.
 */
export async function findHostAccess(executorFolder: string): Promise<HostAccess> {
  const parts = launchParts(executorFolder);
  if (parts.privilege.netAdmin) return 'held';
  const [sudo, , , ...launch] = sudoCommand(parts);
  // Asks whether the launch would be allowed; runs nothing of it.
  const { process, ended } = startProcess([sudo, '-n', '-l', '--', ...launch], () => undefined);
  process.stdin.end();
  process.stdout.resume();
  const { exitCode, stderr } = await ended;
  if (exitCode !== 0) throw notPermitted('sudo does not allow it without a password.', stderr);

  const files = [
    parts.runtime.path,
    join(parts.executorFolder, 'executor.cjs'),
    join(parts.executorFolder, 'koffi.node'),
  ];
  const open = files.find((file) => !isChangeableByRootAlone(file));
  if (open !== undefined) {
    throw notPermitted(
      'its program files could be changed by others than root, so they are not run with privilege.',
      open,
    );
  }
  return 'sudo';
}

/**
 * Opens the table of the network namespace this program runs in. A `read` executor cannot write, whatever it is sent.
 * Errors: `not-permitted`, `target-lost`.
 */
export async function openHost(
  executorFolder: string,
  access: HostAccess,
  mode: Mode,
  listener: ConntrackListener,
  eventBufferBytes: number,
): Promise<NetlinkConntrack> {
  const command = hostExecutorCommand(launchParts(executorFolder), mode, access === 'sudo', eventBufferBytes);
  return NetlinkConntrack.open(command, listener);
}

function sudoCommand(parts: LaunchParts): CommandLine {
  try {
    return hostExecutorCommand(parts, 'read', true, 0);
  } catch (thrown) {
    if (thrown instanceof InspectorError) throw notPermitted('this process lacks it.', thrown.message);
    throw thrown;
  }
}

function notPermitted(reason: string, detail: string): InspectorError {
  return new InspectorError({
    code: 'not-permitted',
    operation: "open this machine's table",
    message: `This machine's own table needs the capability CAP_NET_ADMIN: ${reason}`,
    ...(detail === '' ? {} : { detail }),
    hint: 'Start the browser shell as root, sudo npm run serve, or go on in the sandbox, which needs no privilege.',
  });
}
