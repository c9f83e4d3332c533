import { InspectorError } from '../../shared/errors.ts';
import { writableSysctls } from '../executor/allow-list.ts';
import { sandboxExecutorCommand } from '../executor/command-lines.ts';
import { type Holder, ownNetns, startHolder } from '../executor/holder.ts';
import { launchParts } from '../executor/launch-parts.ts';
import type { ConntrackListener } from './conntrack.ts';
import { NetlinkConntrack } from './netlink-conntrack.ts';
import { makeRoomForLabels } from './sandbox-labels.ts';

/** The process that keeps a sandbox's namespaces alive. */
export type SandboxHolder = Holder;

/** Where a sandbox is: its holder's process and the link text of its network namespace. */
export type SandboxPlace = Pick<SandboxHolder, 'pid' | 'netns'>;

/** Counters, start times, and events for every flow whether or not somebody listened when it was made. */
const SANDBOX_SYSCTLS: Readonly<Record<string, number>> = {
  nf_conntrack_acct: 1,
  nf_conntrack_timestamp: 1,
  nf_conntrack_events: 1,
};

/**
 * Makes the namespaces of a new sandbox, kept until the answered holder stops or this process ends. To be called on a
 * thread that lives as long as the program. Errors: `no-sandbox`, saying what forbids it and what to do.
 */
export async function startSandbox(executorFolder: string): Promise<SandboxHolder> {
  return startHolder(launchParts(executorFolder));
}

/**
 * Opens the private table that a holder keeps. Errors: `target-lost`; `no-sandbox` when the executor is not in the
 * holder's network namespace.
 */
export async function openSandbox(
  executorFolder: string,
  place: SandboxPlace,
  listener: ConntrackListener,
  eventBufferBytes: number,
): Promise<NetlinkConntrack> {
  const parts = launchParts(executorFolder);
  const command = sandboxExecutorCommand(parts, place.pid, ownNetns(), eventBufferBytes);
  const conntrack = await NetlinkConntrack.open(command, listener, () => makeRoomForLabels(parts, place));
  try {
    if (conntrack.netns !== place.netns) {
      throw new InspectorError({
        code: 'no-sandbox',
        operation: 'open the sandbox',
        message: 'The executor is not in the sandbox.',
        detail: `${conntrack.netns} instead of ${place.netns}`,
      });
    }
    for (const [name, value] of Object.entries(SANDBOX_SYSCTLS)) {
      await conntrack.writeSysctl(writableSysctls.indexOf(name), value);
    }
    return conntrack;
  } catch (thrown) {
    await conntrack.close();
    throw thrown;
  }
}
