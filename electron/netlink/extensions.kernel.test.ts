import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { type Kernel, openKernel } from '../../e2e/fixtures/kernel.ts';
import { ExpectationFlag, type ExpectationSpec } from '../../shared/expectation.ts';
import { type FlowRef, refOf, type Tuple } from '../../shared/flow.ts';
import type { FlowEventKind } from '../../shared/flow-event.ts';
import { lifeOf } from '../../shared/flow-life.ts';
import { type EventSink, ORIG_L4, RECORD_WORDS, STATE } from '../../shared/flow-record.ts';
import type { FlowSpec } from '../../shared/flow-spec.ts';
import { TCP } from '../../shared/protocol.ts';
import { encodeCpuStatistics, encodeGlobalStatistics } from './encode-dump.ts';
import { encodeCreate } from './encode-flow.ts';
import { encodeDelete, encodeUpdate } from './encode-life.ts';
import {
  decodeExpectation,
  encodeExpectationCreate,
  encodeExpectationDelete,
  encodeExpectationDump,
  encodeExpectationStatistics,
} from './expectations.ts';
import { decodeCpuStatistics, decodeExpectationStatistics, decodeGlobalStatistics } from './statistics.ts';

const { EEXIST, ENOENT, EOPNOTSUPP } = constants.errno;

/** Collects `kind port state` of every event, and lets a test wait until there are so many. */
class EventLog implements EventSink {
  readonly record = new Uint32Array(RECORD_WORDS);
  readonly events: string[] = [];
  #wake: () => void = () => undefined;

  put(kind: FlowEventKind): void {
    this.events.push(`${kind} ${(this.record[ORIG_L4] ?? 0) >>> 16} ${this.record[STATE]}`);
    this.#wake();
  }

  intern(): number {
    return 0;
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.events.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.events;
  }
}

const control = numberedFlow(1, {
  source: '10.0.0.1',
  destination: '10.0.0.2',
  l4: { kind: 'ports', source: 40000, destination: 21 },
  timeoutSeconds: 600,
  status: 0,
});

let kernel: Kernel;
let log: EventLog;
beforeEach(async () => {
  log = new EventLog();
  kernel = await openKernel(log);
});
afterEach(async () => {
  await kernel.dispose();
});

async function create(spec: FlowSpec, extras: Parameters<typeof encodeCreate>[3] = {}): Promise<FlowRef> {
  const { outcome } = await kernel.ask(
    (w, sequence) => encodeCreate(w, sequence, spec, extras),
    'acknowledgement',
  );
  expect(outcome.errno).toBe(0);
  const flows = (await kernel.list()).map(({ flow }) => flow);
  const flow = flows.find(({ original }) => JSON.stringify(original.l4) === JSON.stringify(spec.l4));
  if (!flow) throw new Error('the created flow is not in the table');
  return refOf(flow);
}

describe('labels', () => {
  const rules = `table ip test {
  chain input {
    type filter hook input priority 0;
    udp dport 9 ct label 5 counter name five
    udp dport 9 ct label set 9
  }
  counter five {}
}`;
  const labels = (...bits: number[]) =>
    bits
      .reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
      .toString(16)
      .padStart(32, '0');

  it('that we set, a rule finds; those that a rule sets, we read', async () => {
    const loaded = await kernel.namespace.run('nft', ['-f', '-'], rules);
    expect(loaded, loaded.stderr).toMatchObject({ exitCode: 0 });
    await kernel.namespace.run('ip', ['link', 'set', 'lo', 'up']);
    const udp = { ...control, protocol: 17, state: null, source: '127.0.0.1', destination: '127.0.0.1' };
    const ref = await create(
      { ...udp, l4: { kind: 'ports', source: 4000, destination: 9 } },
      { labels: labels(5, 127) },
    );
    expect((await kernel.list())[0]?.flow.labels).toBe(labels(5, 127));

    const send = `const socket = require('node:dgram').createSocket('udp4');
socket.bind(4000, '127.0.0.1', () => socket.send('x', 9, '127.0.0.1', () => socket.close()));`;
    const sent = await kernel.namespace.run(process.execPath, ['-e', send]);
    expect(sent, sent.stderr).toMatchObject({ exitCode: 0 });
    const { stdout } = await kernel.namespace.run('nft', ['list', 'counter', 'ip', 'test', 'five']);
    expect(stdout).toContain('packets 1 ');
    expect((await kernel.list())[0]?.flow.labels).toBe(labels(5, 9, 127));

    const change = { labels: { value: labels(6), mask: labels(5, 6) } };
    const { outcome } = await kernel.ask(
      (w, sequence) => encodeUpdate(w, sequence, change, lifeOf(ref)),
      'acknowledgement',
    );
    expect(outcome.errno).toBe(0);
    expect((await kernel.list())[0]?.flow.labels).toBe(labels(6, 9, 127));
  });
});

describe('expectations', () => {
  const tuple = (from: number, to: number): Tuple => ({
    source: '10.0.0.1',
    destination: '10.0.0.2',
    l4: { kind: 'ports', source: from, destination: to },
  });
  const master = (port: number, zone = 0): FlowRef => ({
    protocol: TCP,
    original: tuple(port, 21),
    zones: { original: zone, reply: zone },
    id: 0,
  });
  const spec: ExpectationSpec = {
    master: master(40000),
    expected: {
      protocol: TCP,
      source: '10.0.0.1',
      sourcePrefix: 24,
      sourcePort: null,
      destination: '10.0.0.2',
      destinationPort: 30000,
      permanent: true,
      inactive: true,
      class: 0,
    },
  };

  async function expectFlow(expected: ExpectationSpec): Promise<number> {
    const { outcome } = await kernel.ask(
      (w, s) => encodeExpectationCreate(w, s, expected),
      'acknowledgement',
    );
    return outcome.errno;
  }

  async function list(master: FlowRef | null = null) {
    const { outcome, messages } = await kernel.ask(
      (w, sequence) => encodeExpectationDump(w, sequence, master),
      'done',
    );
    expect(outcome.errno).toBe(0);
    return messages.map((message) => decodeExpectation(message, 0, message.byteLength));
  }

  it.each([0, 20])('are made, listed, shown by conntrack(8) and deleted in zone %i', async (zone) => {
    await create({ ...control, zone: { direction: 'both', zone } }, { helper: 'ftp' });
    const wanted = { ...spec, master: master(40000, zone) };
    expect(await expectFlow(wanted)).toBe(0);
    const [expectation, ...others] = await list();
    expect(others).toEqual([]);
    expect(expectation).toMatchObject({
      family: 4,
      protocol: TCP,
      tuple: tuple(0, 30000),
      mask: {
        source: '255.255.255.0',
        destination: '255.255.255.255',
        l4: { kind: 'ports', source: 0, destination: 0xffff },
      },
      master: { protocol: TCP, original: tuple(40000, 21) },
      helper: 'ftp',
      flags: ExpectationFlag.permanent | ExpectationFlag.inactive,
      class: 0,
      nat: null,
    });
    const { stdout } = await kernel.namespace.run('conntrack', ['-L', 'expect']);
    expect(stdout).toContain('proto=6 src=10.0.0.1 dst=10.0.0.2 sport=0 dport=30000');
    expect(stdout).toContain('master-src=10.0.0.1 master-dst=10.0.0.2 sport=40000 dport=21');

    const id = expectation?.id ?? 0;
    const remove = async (wrong: number) => {
      const named = { protocol: TCP, tuple: tuple(0, 30000), zone, id: id ^ wrong };
      const { outcome } = await kernel.ask((w, s) => encodeExpectationDelete(w, s, named), 'acknowledgement');
      return outcome.errno;
    };
    expect(await remove(1)).toBe(ENOENT);
    expect(await remove(0)).toBe(0);
    expect(await remove(0)).toBe(ENOENT);
    expect(await list()).toEqual([]);
  });

  it('are listed for one flow alone', async () => {
    const other = tuple(40001, 21);
    await create(control, { helper: 'ftp' });
    await create({ ...control, l4: other.l4 }, { helper: 'ftp' });
    await expectFlow(spec);
    await expectFlow({ master: master(40001), expected: { ...spec.expected, destinationPort: 30001 } });
    const ports = (expectations: Awaited<ReturnType<typeof list>>) =>
      expectations.map((expectation) => expectation?.tuple.l4);
    expect(await list()).toHaveLength(2);
    expect(ports(await list(master(40001)))).toEqual([tuple(0, 30001).l4]);
  });

  it('are refused on a flow that is not there, that has no helper, or that has it already', async () => {
    expect(await expectFlow(spec)).toBe(ENOENT);
    const ref = await create(control);
    expect(await expectFlow(spec)).toBe(EOPNOTSUPP);
    await kernel.ask((w, sequence) => encodeDelete(w, sequence, lifeOf(ref)), 'acknowledgement');
    await create(control, { helper: 'ftp' });
    expect(await expectFlow(spec)).toBe(0);
    expect(await expectFlow(spec)).toBe(EEXIST);
  });
});

describe('statistics', () => {
  const numbersOf = (line: string) =>
    new Map([...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));

  it('are those of conntrack(8) -S and -C', async () => {
    await create(control, { helper: 'ftp' });
    const { messages } = await kernel.ask(encodeCpuStatistics, 'done');
    const ours = messages.map((message) => decodeCpuStatistics(message, 0, message.byteLength));
    const { stdout } = await kernel.namespace.run('conntrack', ['-S']);
    const theirs = stdout.split('\n').filter(Boolean).map(numbersOf);
    expect(ours).toHaveLength(theirs.length);
    for (const [index, line] of theirs.entries()) {
      expect(ours[index]).toMatchObject({
        cpu: line.get('cpu'),
        found: line.get('found'),
        invalid: line.get('invalid'),
        insert: line.get('insert'),
        insertFailed: line.get('insert_failed'),
        drop: line.get('drop'),
        earlyDrop: line.get('early_drop'),
        error: line.get('error'),
        searchRestart: line.get('search_restart'),
        clashResolve: line.get('clash_resolve'),
        chainTooLong: line.get('chaintoolong'),
      });
    }
    const [message] = (await kernel.ask(encodeGlobalStatistics, 'answer')).messages;
    const global = message && decodeGlobalStatistics(message, 0, message.byteLength);
    const counted = await kernel.namespace.run('conntrack', ['-C']);
    expect(global).toEqual({ entries: Number(counted.stdout), maximumEntries: expect.any(Number) });
    expect(global?.entries).toBe(1);
  });

  it('count expectations of every CPU', async () => {
    const { messages } = await kernel.ask(encodeExpectationStatistics, 'done');
    const ours = messages.map((message) => decodeExpectationStatistics(message, 0, message.byteLength));
    expect(ours.map((each) => each?.cpu)).toEqual(ours.map((_, index) => index));
  });
});

it('events tell a flow’s beginning, change and end apart', async () => {
  const ref = await create(control);
  await kernel.ask((w, sequence) => encodeUpdate(w, sequence, { state: 7 }, lifeOf(ref)), 'acknowledgement');
  await kernel.ask((w, sequence) => encodeDelete(w, sequence, lifeOf(ref)), 'acknowledgement');
  expect(await log.until(3)).toEqual(['new 40000 3', 'updated 40000 7', 'destroyed 40000 7']);
});
