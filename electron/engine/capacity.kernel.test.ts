import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { connectOverLoopback, trackLoopback } from '../../e2e/fixtures/loopback-connection.ts';
import { provideSandbox } from '../../e2e/fixtures/sandbox-engine.ts';
import { stateWhen } from '../../e2e/fixtures/test-engine.ts';
import type { Capacity, Survey } from '../../shared/capacity.ts';
import { UDP } from '../../shared/protocol.ts';

const targetId = 'sandbox';

const sandbox = provideSandbox();

const read = () => sandbox.client.call('capacity.read', { targetId });

/** The capacity once it is as wanted. */
async function capacityWhen(check: (capacity: Capacity) => void): Promise<Capacity> {
  let last = await read();
  await vi.waitFor(
    async () => {
      last = await read();
      check(last);
    },
    { timeout: 15_000, interval: 100 },
  );
  return last;
}

async function surveyOf(flows: number): Promise<Survey> {
  const { survey } = await capacityWhen((capacity) => expect(capacity.survey?.flows).toBe(flows));
  if (!survey) throw new Error('there is a survey');
  return survey;
}

describe('the statistics', () => {
  it('of each CPU are those of conntrack -S, after packets that fit no flow', async () => {
    const { namespace } = sandbox.table;
    await trackLoopback(namespace);
    const loose = '/proc/sys/net/netfilter/nf_conntrack_tcp_loose';
    expect((await namespace.run('sh', ['-c', `echo 0 > ${loose}`])).exitCode).toBe(0);
    const connection = await connectOverLoopback(namespace);
    await connection.talk();
    await sandbox.table.conntrack('-D', '-p', 'tcp', '--sport', String(connection.port));
    await connection.talk();
    const { stdout } = await namespace.run('conntrack', ['-S']);
    await connection.close();
    const theirs = stdout
      .split('\n')
      .filter(Boolean)
      .map(
        (line) => new Map([...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)])),
      );
    const sum = (name: string) => theirs.reduce((total, cpu) => total + (cpu.get(name) ?? 0), 0);
    expect(sum('invalid')).toBeGreaterThan(0);

    const { statistics } = await capacityWhen(({ statistics: counted }) => {
      if (!counted?.ok) throw new Error('not read yet');
      expect(counted.cpus.reduce((total, cpu) => total + (cpu.invalid ?? 0), 0)).toBeGreaterThanOrEqual(
        sum('invalid'),
      );
    });
    if (!statistics?.ok) throw new Error('they can be read');
    expect(statistics.cpus.map(({ cpu }) => cpu)).toEqual(theirs.map((cpu) => cpu.get('cpu')));
    expect(statistics.expectations).toHaveLength(theirs.length);
    for (const [index, cpu] of statistics.cpus.entries()) {
      expect(cpu.found).toBe(theirs[index]?.get('found'));
      expect(cpu.drop).toBe(theirs[index]?.get('drop'));
      expect(cpu.insertFailed).toBe(theirs[index]?.get('insert_failed'));
    }
  });

  it('come with rates from the second reading on', async () => {
    await capacityWhen(({ statistics }) => {
      if (!statistics?.ok) throw new Error('not read yet');
      expect(statistics.perSecond).toMatchObject({ drop: 0, earlyDrop: 0, insertFailed: 0 });
    });
  });
});

describe('the survey', () => {
  it('ranks addresses as counting the lines of conntrack -L does', async () => {
    await sandbox.table.conntrack('-F');
    await fillTable(sandbox.engine.holderPid(), 0, 600, (number) =>
      numberedFlow(number, {
        protocol: UDP,
        state: null,
        source: `192.0.2.${Math.floor(Math.sqrt(number))}`,
        destination: `198.51.100.${number % 7}`,
      }),
    );
    const entries = await sandbox.table.entries();
    const counts = (end: 'src' | 'dst') => {
      const byAddress = new Map<string, number>();
      for (const { original } of entries) {
        const address = original[end] ?? '';
        byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      }
      return byAddress;
    };
    const survey = await surveyOf(entries.length);
    for (const [ranking, counted] of [
      [survey.sources, counts('src')],
      [survey.destinations, counts('dst')],
    ] as const) {
      expect(ranking.distinct).toBe(counted.size);
      expect(ranking.byFlows.map(({ flows }) => flows)).toEqual(
        [...counted.values()].sort((left, right) => right - left).slice(0, 10),
      );
      for (const { address, flows } of ranking.byFlows) expect(counted.get(address)).toBe(flows);
    }
  }, 30_000);

  it('finds the flow that packets renew without an answer, and not the one that was answered', async () => {
    await sandbox.table.conntrack('-F');
    const { namespace } = sandbox.table;
    for (const name of ['udp_timeout', 'udp_timeout_stream'])
      await namespace.run('sh', ['-c', `echo 1 > /proc/sys/net/netfilter/nf_conntrack_${name}`]);
    await sandbox.client.call('target.relist', { targetId });
    await stateWhen(sandbox.client, targetId, ({ sysctls }) => sysctls.nf_conntrack_udp_timeout === 1);
    // Nobody hears at 127.0.0.2, and nobody says so.
    const silence =
      'table inet silence {\n chain input {\n type filter hook input priority 0;\n ip daddr 127.0.0.2 drop\n }\n}\n';
    expect((await namespace.run('nft', ['-f', '-'], silence)).exitCode).toBe(0);
    const program = `
      const { createSocket } = require('node:dgram');
      const echo = createSocket('udp4', (data, { port, address }) => echo.send(data, port, address));
      echo.bind(7001, '127.0.0.3');
      const talker = createSocket('udp4');
      talker.bind(7000, '127.0.0.1', () => setInterval(() => {
        talker.send('anybody?', 7001, '127.0.0.2');
        talker.send('anybody?', 7001, '127.0.0.3');
      }, 200));
      process.stdin.on('end', () => process.exit()).resume();`;
    const talking = execa('nsenter', [...namespace.enter, process.execPath, '--eval', program], {
      reject: false,
    });
    const { survey } = await capacityWhen((capacity) => expect(capacity.survey?.unansweredCount).toBe(1));
    expect(survey?.unanswered).toMatchObject([
      { flow: { protocol: UDP, original: { destination: '127.0.0.2' } }, timeoutSeconds: 1 },
    ]);
    const [found] = survey?.unanswered ?? [];
    expect(found?.renewals).toBeGreaterThanOrEqual(1);
    expect(found?.flow.counters?.original.packets).toBeGreaterThan(found?.renewals ?? Number.NaN);
    expect(survey?.flowsByTimeout).toMatchObject({ nf_conntrack_udp_timeout: 1 });
    talking.stdin.end();
    await talking;
  }, 40_000);
});

it('the fill says how many flows there are, how many there may be, and how it was', async () => {
  const capacity = await capacityWhen(({ history }) => expect(history.at.length).toBeGreaterThan(2));
  expect(capacity.maximum).toBeGreaterThan(0);
  expect(capacity.buckets).toBeGreaterThan(0);
  expect(capacity.history.flows).toHaveLength(capacity.history.at.length);
  expect(Math.max(...capacity.history.flows)).toBeLessThanOrEqual(600);
});
