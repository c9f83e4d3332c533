import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectOverLoopback, trackLoopback } from '../../e2e/fixtures/loopback-connection.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { stateWhen } from '../../e2e/fixtures/test-engine.ts';
import { type EventPage, LogEntry } from '../../shared/flow-event.ts';
import { stateName, TCP } from '../../shared/protocol.ts';
import { StatusBit } from '../../shared/status.ts';

const targetId = 'sandbox';

const folder = mkdtempSync(join(tmpdir(), 'events-'));
const path = join(folder, 'events.jsonl');
const sandbox = provideSandbox({ pathOfFile: (token) => (token === 'file-1' ? path : null) });
beforeAll(() => trackLoopback(sandbox.table.namespace));
afterAll(() => rmSync(folder, { recursive: true }));

/** The log's entries that pass a filter, in the order in which they happened. */
async function eventsOf(filter: string): Promise<LogEntry[]> {
  const kinds = ['new' as const, 'updated' as const, 'destroyed' as const];
  const question = { targetId, filter, kinds, before: null, offset: 0, limit: 500 };
  const page: EventPage = await sandbox.client.call('events.page', question);
  return page.entries.reverse();
}

/** What conntrack -E and the log both say of a TCP event. */
interface Told {
  readonly kind: string;
  readonly state: string | null;
}

/** Starts conntrack -E and waits until it hears. */
async function listen() {
  const { enter } = sandbox.table.namespace;
  const listener = execa('nsenter', [...enter, 'conntrack', '-E', '-p', 'tcp'], { reject: false });
  let output = '';
  listener.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const probe = ['-p', 'tcp', '-s', '192.0.2.1', '-d', '192.0.2.2', '--sport', '1', '--dport', '1'];
  await vi.waitFor(async () => {
    await sandbox.table.conntrack('-I', ...probe, '--state', 'CLOSE', '-t', '60');
    await sandbox.table.conntrack('-D', ...probe);
    expect(output).toContain('DESTROY');
  });
  return {
    /** What it said of a client's port. */
    told: (port: number): Told[] =>
      output
        .split('\n')
        .filter((line) => line.includes(`sport=${port} `))
        .map((line) => ({
          kind: /\[(NEW|UPDATE|DESTROY)\]/.exec(line)?.[1] ?? '',
          state: /tcp +6 +(?:\d+ +)?([A-Z_]+)/.exec(line)?.[1] ?? null,
        })),
    async stop() {
      listener.kill();
      await listener;
    },
  };
}

describe('the life of a TCP connection', () => {
  it('is told in order, each event as conntrack -E tells it, with what it changed', async () => {
    const { told, stop } = await listen();
    const connection = await connectOverLoopback(sandbox.table.namespace);
    await connection.talk();
    await connection.close();
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', String(connection.port));
    await vi.waitFor(() => expect(told(connection.port).at(-1)?.kind).toBe('DESTROY'));
    await stop();

    const filter = `sport == ${connection.port}`;
    await vi.waitFor(async () => expect((await eventsOf(filter)).at(-1)?.kind).toBe('destroyed'));
    const events = await eventsOf(filter);
    const words = { new: 'NEW', updated: 'UPDATE', destroyed: 'DESTROY' } as const;
    const ours = events.flatMap((event): Told[] =>
      event.kind === 'gap'
        ? []
        : [
            {
              kind: words[event.kind],
              state: event.flow.state === null ? null : stateName(TCP, event.flow.state),
            },
          ],
    );
    expect(ours.slice(0, -1)).toEqual(told(connection.port).slice(0, -1));
    expect(ours.map(({ kind }) => kind)).toEqual(told(connection.port).map(({ kind }) => kind));
    expect(ours[0]).toEqual({ kind: 'NEW', state: 'SYN_SENT' });

    // What was before an event is what the one before it left.
    for (const [index, event] of events.entries()) {
      const last = events[index - 1];
      if (event.kind !== 'updated' || !last || last.kind === 'gap') continue;
      expect(event.before).toMatchObject({ state: last.flow.state, status: last.flow.status });
    }
    const end = events.at(-1);
    if (end?.kind !== 'destroyed') throw new Error('it ended');
    expect(end.flow.status & StatusBit.assured).not.toBe(0);
    expect(end.flow.counters?.original.packets).toBeGreaterThan(3);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
  });

  it.each([
    ['0, which no event names', []],
    ['what a rule sets', ['insert', 'rule', 'inet', 'tracking', 'output', 'ct', 'mark', 'set', '7']],
  ])('is found by its mark as conntrack -L lists it: %s', async (_, rule) => {
    const { namespace } = sandbox.table;
    if (rule.length > 0) expect(await namespace.run('nft', rule)).toMatchObject({ exitCode: 0 });
    const connection = await connectOverLoopback(namespace);
    await connection.talk();
    const entries = await sandbox.table.entries();
    const mark = entries.find(({ original }) => original.sport === String(connection.port))?.mark;
    expect(mark).toBe(rule.length > 0 ? 7 : 0);
    const filter = `sport == ${connection.port}`;
    await vi.waitFor(async () => expect((await eventsOf(`${filter} and assured`)).length).toBeGreaterThan(0));
    expect(await eventsOf(`${filter} and mark == ${mark}`)).toEqual(await eventsOf(filter));
    expect(await eventsOf(`${filter} and mark != ${mark}`)).toEqual([]);
    const question = { targetId, sort: [], offset: 0, limit: 5, filter: `${filter} and mark == ${mark}` };
    expect(await sandbox.client.call('flows.query', question)).toMatchObject({ matched: 1 });
    await connection.close();
  });

  it('moves the count of events in the state, and the rates', async () => {
    const before = await stateWhen(sandbox.client, targetId, () => true);
    const connection = await connectOverLoopback(sandbox.table.namespace);
    await stateWhen(sandbox.client, targetId, ({ eventCount }) => eventCount >= before.eventCount + 3);
    await connection.close();
    await vi.waitFor(
      async () => {
        const rates = await sandbox.client.call('events.rates', { targetId });
        const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
        const { next } = await sandbox.client.call('events.page', {
          targetId,
          filter: '',
          kinds: [],
          before: null,
          offset: 0,
          limit: 1,
        });
        expect(sum(rates.new) + sum(rates.updated) + sum(rates.destroyed)).toBe(next);
      },
      { timeout: 5000 },
    );
  });
});

it('is saved as JSON Lines, oldest first', async () => {
  const { entries, overwritten, bytes } = await sandbox.client.call('events.save', {
    targetId,
    filter: 'proto == tcp',
    kinds: ['new', 'destroyed'],
    before: null,
    file: 'file-1',
  });
  const saved = readFileSync(path, 'utf8');
  expect(bytes).toBe(Buffer.byteLength(saved));
  const lines = saved
    .split('\n')
    .slice(0, -1)
    .map((line) => LogEntry.parse(JSON.parse(line)));
  const shown = (await eventsOf('proto == tcp')).filter(({ kind }) => kind !== 'updated');
  expect(lines).toEqual(shown);
  expect({ entries, overwritten }).toEqual({ entries: shown.length, overwritten: 0 });
});

it('an executor that ends leaves a gap, which the next listing repairs', async () => {
  process.kill(sandbox.engine.executorPid(), 'SIGKILL');
  await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'reconnecting');
  await stateWhen(sandbox.client, targetId, ({ phase }) => phase === 'live');
  const [gap] = (await eventsOf('proto == 99')).slice(-1);
  expect(gap).toMatchObject({ kind: 'gap', cause: 'disconnected', repairedAt: expect.any(Number) });
  if (gap?.kind === 'gap') expect(gap.repairedAt).toBeGreaterThanOrEqual(gap.at);
});
