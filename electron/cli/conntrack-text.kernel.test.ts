import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arbitrarySpec } from '../../e2e/fixtures/arbitrary-spec.ts';
import { type Kernel, openKernel } from '../../e2e/fixtures/kernel.ts';
import { isRoot } from '../../e2e/fixtures/launchers.ts';
import { type Flow, refKey, refOf } from '../../shared/flow.ts';
import { DCCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';
import { createFlowWriter } from '../files/flow-writer.ts';
import { encodeCreate } from '../netlink/encode-flow.ts';
import { readListingLine } from './read-listing-line.ts';
import { readSaveLine } from './read-save-line.ts';
import { saveLine } from './save-line.ts';

// What conntrack(8) writes we read, and what we write it loads: compared flow by flow.

let kernel: Kernel;
let other: Kernel;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conntrack-text-'));
  kernel = await openKernel();
  other = await openKernel();
});
afterEach(async () => {
  await other.dispose();
  await kernel.dispose();
  rmSync(folder, { recursive: true });
});

/** Some hundred flows of every kind that can be injected. */
async function fill(): Promise<void> {
  for (const spec of fc.sample(arbitrarySpec, 300)) {
    // They must not end in the middle of a test.
    const lasting = { ...spec, timeoutSeconds: Math.max(1000, spec.timeoutSeconds) };
    await kernel.ask((writer, sequence) => encodeCreate(writer, sequence, lasting), 'acknowledgement');
  }
}

async function flowsOf({ list }: Kernel): Promise<Flow[]> {
  return (await list()).map(({ flow }) => flow);
}

async function linesOf(program: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await kernel.namespace.run(program, args);
  return stdout.split('\n').filter(Boolean);
}

const told = StatusBit.seenReply | StatusBit.assured;

/** Flows by all that their texts have in common, in an order of their own. */
function comparable(flows: readonly Flow[], status: number = told): string[] {
  return flows
    .map((flow) =>
      JSON.stringify([
        ...[flow.family, flow.protocol, flow.original, flow.reply, flow.zones],
        ...[flow.state, flow.mark ?? 0, flow.status & status],
      ]),
    )
    .sort();
}

const identity = (flow: Flow) => refKey(refOf(flow));

/** DCCP's state and ports are told by conntrack(8) though the kernel has none. */
const isTold = ({ protocol }: Flow) => protocol !== DCCP;

describe('conntrack -R', () => {
  it('loads what is written in the save format, and has the same table then', async () => {
    await fill();
    const flows = await flowsOf(kernel);
    const writer = createFlowWriter('save', 'test', new Date());
    const written = flows.filter((flow) => 'line' in saveLine(flow));
    const file = join(folder, 'flows.save');
    writeFileSync(file, flows.map(writer.line).join(''));
    const loaded = await other.namespace.run('conntrack', ['-R', file]);
    expect(loaded, loaded.stderr).toMatchObject({ exitCode: 0 });
    expect(written.length).toBeGreaterThan(100);

    const bothTranslated = StatusBit.srcNat | StatusBit.dstNat;
    // Of these it loses ports, and with them it may lose a translation.
    const inexact = new Set(
      written.filter(({ status }) => (status & bothTranslated) === bothTranslated).map(identity),
    );
    const exact = (found: readonly Flow[]) =>
      comparable(
        found.filter((flow) => !inexact.has(identity(flow))),
        told | StatusBit.fixedTimeout,
      );
    expect(exact(await flowsOf(other))).toEqual(exact(written));
    expect(await flowsOf(other)).toHaveLength(written.length);
  });
});

describe('we read', () => {
  it('what conntrack -L -o save writes, but for the mark that it forgets', async () => {
    await fill();
    const flows = (await flowsOf(kernel)).filter(isTold);
    const read = (await linesOf('conntrack', '-L', '-o', 'save'))
      .filter((line) => !line.includes('-p dccp'))
      .map(readSaveLine);
    const unmarked = flows.map((flow) => ({ ...flow, mark: 0 }));
    expect(comparable(read)).toEqual(comparable(unmarked));
  });

  it.each([
    ['conntrack -L', ['conntrack', '-L']],
    ['conntrack -L of IPv6', ['conntrack', '-L', '-f', 'ipv6', '-o', 'extended']],
    ['everything that conntrack -L can tell', ['conntrack', '-L', '-o', 'extended,id,ktimestamp']],
  ])('%s', async (_, [program = '', ...args]) => {
    await kernel.namespace.run('sysctl', ['-q', 'net.netfilter.nf_conntrack_acct=1']);
    await kernel.namespace.run('sysctl', ['-q', 'net.netfilter.nf_conntrack_timestamp=1']);
    await fill();
    const families = args.includes('ipv6') ? [6] : [4, 6];
    const flows = (await flowsOf(kernel)).filter((flow) => isTold(flow) && families.includes(flow.family));
    const read = (await linesOf(program, ...args)).map(readListingLine).filter(isTold);
    expect(comparable(read)).toEqual(comparable(flows));
    const details = ({ helper, counters, id }: Flow) => JSON.stringify([helper, counters, id]);
    if (args.join().includes('id')) {
      expect(read.map(details).sort()).toEqual(flows.map(details).sort());
      const seconds = (flow: Flow) => Math.floor((flow.startedAt ?? 0) / 1000);
      expect(read.map(seconds).sort()).toEqual(flows.map(seconds).sort());
    }
  });

  it.runIf(isRoot)('/proc/net/nf_conntrack', async () => {
    await fill();
    const flows = (await flowsOf(kernel)).filter(isTold);
    const read = (await linesOf('cat', '/proc/net/nf_conntrack')).map(readListingLine).filter(isTold);
    expect(comparable(read)).toEqual(comparable(flows));
  });
});
