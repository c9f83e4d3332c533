import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { arbitrarySpec } from '../e2e/fixtures/arbitrary-spec.ts';
import { type Kernel, openKernel } from '../e2e/fixtures/kernel.ts';
import { createNamespace, type Namespace } from '../e2e/fixtures/namespace.ts';
import { encodeCreate } from '../electron/netlink/encode-flow.ts';
import { injectCommand } from './command.test-support.ts';
import { type Command, deleteCommand, getCommand } from './command.ts';
import { describeFlow, type FlowRef, type L4 } from './flow.ts';
import { type FlowSpec, identityOf } from './flow-spec.ts';
import { DCCP, icmpTypesOf, stateName } from './protocol.ts';
import { sampleFlows } from './samples.ts';
import { SettingValues, settingDefinitions } from './settings.ts';
import { StatusBit } from './status.ts';

const settings = SettingValues.parse(
  Object.fromEntries(settingDefinitions.map(({ name, builtIn }) => [name, builtIn])),
);
let namespace: Namespace;

beforeAll(async () => {
  namespace = await createNamespace();
});
afterEach(async () => {
  await namespace.run('conntrack', ['-F']);
});
afterAll(async () => {
  await namespace.dispose();
});

async function run(command: Command) {
  if (!('argv' in command)) throw new Error(command.impossible);
  const [program = '', ...args] = command.argv;
  return namespace.run(program, args);
}

async function list(): Promise<string[]> {
  const { stdout } = await namespace.run('conntrack', ['-L', '-o', 'extended,id']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What conntrack(8) lists for a flow, in the order in which it does; only what the spec decides. */
function expectedParts(spec: FlowSpec): readonly string[] {
  const { l4, zone, sourceNat, destinationNat } = spec;
  const [original, reply] = tuplesOf(l4, spec);
  const zoneName = { both: 'zone', original: 'zone-orig', reply: 'zone-reply' }[zone.direction];
  const zonePart = zone.zone === 0 ? [] : [`${zoneName}=${zone.zone}`];
  const only = (direction: FlowSpec['zone']['direction']) => (zone.direction === direction ? zonePart : []);
  return [
    ...(spec.state === null || spec.protocol === DCCP ? [] : [stateName(spec.protocol, spec.state)]),
    `src=${spec.source}`,
    `dst=${spec.destination}`,
    ...original,
    ...only('original'),
    ...((spec.status & StatusBit.seenReply) === 0 ? ['[UNREPLIED]'] : []),
    `src=${destinationNat?.address ?? spec.destination}`,
    `dst=${sourceNat?.address ?? spec.source}`,
    ...reply,
    ...only('reply'),
    ...((spec.status & StatusBit.assured) === 0 ? [] : ['[ASSURED]']),
    `mark=${spec.mark}`,
    ...only('both'),
  ];
}

function tuplesOf(l4: L4, { protocol, sourceNat, destinationNat }: FlowSpec): readonly [string[], string[]] {
  switch (l4.kind) {
    case 'ports':
      // Kernels that no longer track DCCP keep no ports of it.
      if (protocol === DCCP) return [[], []];
      return [
        [`sport=${l4.source}`, `dport=${l4.destination}`],
        [`sport=${destinationNat?.port ?? l4.destination}`, `dport=${sourceNat?.port ?? l4.source}`],
      ];
    case 'icmp': {
      const answer = icmpTypesOf(protocol).find(({ type }) => type === l4.type)?.answer;
      const rest = [`code=${l4.code}`, `id=${l4.id}`];
      return [
        [`type=${l4.type}`, ...rest],
        [`type=${answer}`, ...rest],
      ];
    }
    case 'gre': {
      const [source, destination] = [l4.sourceKey, l4.destinationKey].map((key) => `0x${key.toString(16)}`);
      return [
        [`srckey=${source}`, `dstkey=${destination}`],
        [`srckey=${destination}`, `dstkey=${source}`],
      ];
    }
    case 'none':
      return [[], []];
  }
}

function expectInOrder(line: string, parts: readonly string[]): void {
  const words = line.split(/\s+/);
  let from = 0;
  for (const part of parts) {
    const at = words.indexOf(part, from);
    expect(at, `${part} in: ${line}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}

/** DCCP's ports are lost on the way into a kernel that does not track it, so no command finds them again. */
function findable(spec: FlowSpec): FlowRef {
  const ref = identityOf(spec);
  return spec.protocol === DCCP ? { ...ref, original: { ...ref.original, l4: { kind: 'none' } } } : ref;
}

async function checkThroughLife(spec: FlowSpec): Promise<void> {
  expect(await run(injectCommand(spec))).toMatchObject({ exitCode: 0 });
  const lines = await list();
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expectInOrder(line, expectedParts(spec));
  const seconds = Number(/^\S+\s+\d+\s+\S+\s+\d+\s+(\d+)/.exec(line)?.[1]);
  expect(spec.timeoutSeconds - seconds).toBeLessThanOrEqual(3);

  const shown = await run(getCommand(findable(spec)));
  expect(shown.stdout.split('\n').filter((found) => found.includes('src='))).toHaveLength(1);
  expect(await run(deleteCommand(findable(spec)))).toMatchObject({ exitCode: 0 });
  expect(await list()).toEqual([]);
}

const samples = sampleFlows(settings).map((spec) => ({
  name: `${describeFlow(spec.protocol, { source: spec.source, destination: spec.destination, l4: spec.l4 })} ${spec.zone.direction} ${spec.zone.zone}`,
  spec,
}));

describe('conntrack(8) run with our commands', () => {
  test.each(samples)('makes, shows and deletes $name', async ({ spec }) => {
    await checkThroughLife(spec);
  });

  test('makes what the spec says, for any spec', async () => {
    const lasting = arbitrarySpec
      .map((spec) => ({ ...spec, timeoutSeconds: Math.max(spec.timeoutSeconds, 100) }))
      .filter((spec) => 'argv' in injectCommand(spec) && !translatesIntoItself(spec));
    await fc.assert(fc.asyncProperty(lasting, checkThroughLife), { numRuns: 40, endOnFailure: true });
  });

  test('makes the very entry that we make, in a second namespace', async () => {
    const [ours, theirs] = [await openKernel(), await openKernel()];
    try {
      const specs = fc
        .sample(arbitrarySpec, { numRuns: 150, seed: 4 })
        .map((spec) => ({ ...spec, timeoutSeconds: Math.max(spec.timeoutSeconds, 100) }))
        .filter((spec) => 'argv' in injectCommand(spec) && !translatesIntoItself(spec));
      for (const spec of specs) {
        const { outcome } = await ours.ask(
          (w, sequence) => encodeCreate(w, sequence, spec),
          'acknowledgement',
        );
        expect(outcome.errno, JSON.stringify(spec)).toBe(0);
        const command = injectCommand(spec);
        if (!('argv' in command)) throw new Error(command.impossible);
        const [program = '', ...args] = command.argv;
        expect(await theirs.namespace.run(program, args)).toMatchObject({ exitCode: 0 });
      }
      expect(await entriesOf(theirs)).toEqual(await entriesOf(ours));
    } finally {
      await ours.dispose();
      await theirs.dispose();
    }
  });

  test('deletes in its own zone only', async () => {
    const [spec] = sampleFlows(settings);
    if (!spec) throw new Error('there are no samples');
    const zones = [0, 7, 8].map((zone) => ({ ...spec, zone: { direction: 'both' as const, zone } }));
    for (const other of zones) await run(injectCommand(other));
    expect(await list()).toHaveLength(3);
    await run(deleteCommand(identityOf({ ...spec, zone: { direction: 'both', zone: 7 } })));
    const left = await list();
    expect(left).toHaveLength(2);
    expect(left.filter((line) => line.includes('zone=7'))).toEqual([]);
  });

  test('does delete other GRE flows of the same ends, as the note says', async () => {
    const gre = sampleFlows(settings).find(({ l4 }) => l4.kind === 'gre');
    if (!gre) throw new Error('there is no GRE sample');
    const other: FlowSpec = { ...gre, l4: { kind: 'gre', sourceKey: 77, destinationKey: 78 } };
    await run(injectCommand(gre));
    await run(injectCommand(other));
    await run(deleteCommand(identityOf(gre)));
    expect(await list()).toEqual([]);
  });

  test('does crash where we say that it does', async () => {
    const sctp = sampleFlows(settings).find(({ protocol }) => protocol === 132);
    if (!sctp) throw new Error('there is no SCTP sample');
    expect(injectCommand({ ...sctp, state: 8 })).toHaveProperty('impossible');
    const working = injectCommand(sctp);
    if (!('argv' in working)) throw new Error(working.impossible);
    const crashing = working.argv.map((word) => (word === 'ESTABLISHED' ? 'HEARTBEAT_SENT' : word));
    await expect(run({ argv: crashing, note: null })).rejects.toThrow(/SIGSEGV|did not run/);
    expect(await list()).toEqual([]);
  });
});

/** A table without what the kernel alone decides: ids, and seconds that run on. */
async function entriesOf(kernel: Kernel): Promise<readonly string[]> {
  const flows = await kernel.list();
  return flows.map(({ flow, sctp }) => JSON.stringify({ ...flow, id: 0, timeoutSeconds: 0, sctp })).sort();
}

/** The kernel picks another port when a translated tuple is its own inverse. */
function translatesIntoItself({ source, destination, sourceNat, destinationNat }: FlowSpec): boolean {
  return source === destination || sourceNat?.address === destination || destinationNat?.address === source;
}
