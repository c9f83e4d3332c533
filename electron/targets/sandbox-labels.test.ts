import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import type { LaunchParts } from '../executor/command-lines.ts';
import { findTool } from '../executor/tools.ts';
import { makeRoomForLabels } from './sandbox-labels.ts';

const parts: LaunchParts = {
  privilege: { uid: 0, netAdmin: true, sysAdmin: true },
  tool: (name) => `/usr/bin/${name}`,
  runtime: { path: '/opt/app/node', asNode: false },
  executorFolder: '/opt/app/executor',
};

async function failureOf(work: Promise<void>) {
  const thrown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof InspectorError) return thrown.data;
  throw new Error('it did not fail');
}

describe('room for labels in the sandbox', () => {
  it('cannot be made without nft, and that is said with what to install', async () => {
    const tool = (name: string) => (name === 'nft' ? findTool(name, []) : `/usr/bin/${name}`);
    const place = { pid: process.pid, netns: 'net:[1]' };
    expect(await failureOf(makeRoomForLabels({ ...parts, tool }, place))).toMatchObject({
      code: 'unsupported',
      detail: 'The program nft is missing.',
      hint: 'Install it: sudo apt-get install nftables',
    });
  });

  it('is never made in another namespace than the sandbox’s, whoever has its process number now', async () => {
    // No rule may ever reach this process's own network.
    const place = { pid: process.pid, netns: 'net:[1]' };
    expect(await failureOf(makeRoomForLabels(parts, place))).toMatchObject({
      code: 'unsupported',
      detail: 'The sandbox is gone.',
    });
  });
});
