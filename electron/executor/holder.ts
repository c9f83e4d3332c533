import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { InspectorError } from '../../shared/errors.ts';
import { holderCommand, type LaunchParts, sandboxesAsRoot } from './command-lines.ts';
import { explainSandboxFailure, readNamespaceLimits } from './sandbox-failure.ts';
import { startProcess } from './start-process.ts';

/** The process that keeps a private table's namespaces alive. */
export interface Holder {
  readonly pid: number;
  /** Link text of its network namespace: "net:[…]". */
  readonly netns: string;
  /** Resolves when it is gone, however it ended, with the error to show for it. */
  readonly ended: Promise<InspectorError>;
  /** Ends it by ending its stdin, and waits until it is gone. */
  stop(): Promise<void>;
}

/** This process's own network namespace. */
export function ownNetns(): string {
  return readlinkSync('/proc/self/ns/net');
}

/**
 * Makes the namespaces of a private table. To be called on a thread that lives as long as the program.
 * Errors: `no-sandbox`, saying what forbids it and what to do.
 */
export async function startHolder(parts: LaunchParts): Promise<Holder> {
  const { process, ended } = startProcess(holderCommand(parts), () => undefined);
  const answer = once(process.stdout, 'data');
  // What comes back was echoed by the program behind unshare and setpriv, so both have done their work.
  process.stdin.write('.');
  const failure = await Promise.race([answer.then(() => null), ended]);
  if (failure !== null || process.pid === undefined) {
    const asRoot = sandboxesAsRoot(parts.privilege);
    throw explainSandboxFailure(failure?.stderr ?? '', failure?.exitCode, readNamespaceLimits(), asRoot);
  }
  const netns = readlinkSync(`/proc/${process.pid}/ns/net`);
  if (netns === ownNetns()) {
    process.stdin.end();
    throw new InspectorError({
      code: 'no-sandbox',
      operation: 'make a private table',
      message: 'The new process is not in a network namespace of its own.',
      detail: netns,
    });
  }
  return {
    pid: process.pid,
    netns,
    ended: ended.then(
      (end) =>
        new InspectorError({
          code: 'target-lost',
          operation: 'keep the sandbox',
          message:
            'The sandbox is lost: the process that kept its namespaces ended, and its table went with it.',
          detail: [end.how, end.stderr].filter(Boolean).join(': '),
          ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }),
          hint: 'Open the sandbox again for a new, empty table.',
        }),
    ),
    async stop() {
      process.stdin.end();
      await ended;
    },
  };
}
