import { readlinkSync } from 'node:fs';
import { InspectorError, toInspectorError } from '../../shared/errors.ts';
import { type LaunchParts, sandboxRulesCommand } from '../executor/command-lines.ts';
import { startProcess } from '../executor/start-process.ts';
import type { SandboxPlace } from './sandbox.ts';

/**
 * A rule that uses labels, in a chain that no packet reaches: the kernel gives flows room for labels only while some
 * rule of the network namespace uses them. Putting it there twice leaves one.
 */
const RULES = `table inet conntrack_inspector
delete table inet conntrack_inspector
table inet conntrack_inspector {
  chain labels {
    ct label set 0
  }
}
`;

/** Lets flows of the sandbox have labels. Errors: `unsupported`, with what nft(8) said or how to get it. */
export async function makeRoomForLabels(parts: LaunchParts, place: SandboxPlace): Promise<void> {
  const obstacle = await runRules(parts, place);
  if (obstacle === null) return;
  throw new InspectorError({
    code: 'unsupported',
    operation: 'make room for labels',
    message: 'The sandbox has no room for labels: the rule that uses them could not be added.',
    ...obstacle,
  });
}

/** Why the rules could not be added; null when they are there. */
async function runRules(
  parts: LaunchParts,
  place: SandboxPlace,
): Promise<{ readonly detail: string; readonly hint?: string } | null> {
  try {
    const command = sandboxRulesCommand(parts, place.pid);
    // The holder may have ended, and its number been given to another process.
    if (readlinkSync(`/proc/${place.pid}/ns/net`) !== place.netns) return { detail: 'The sandbox is gone.' };
    const { process, ended } = startProcess(command, () => undefined);
    process.stdout.resume();
    process.stdin.end(RULES);
    const { exitCode, how, stderr } = await ended;
    return exitCode === 0 ? null : { detail: stderr || `nft ${how}` };
  } catch (thrown) {
    const { message, hint } = toInspectorError(thrown, 'start nft').data;
    return { detail: message, ...(hint === undefined ? {} : { hint }) };
  }
}
