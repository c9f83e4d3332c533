import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fillTable, numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { tableOf } from '../../e2e/fixtures/kernel-table.ts';
import { asNobody, asNobodyWith, inOwnNetwork, isRoot } from '../../e2e/fixtures/launchers.ts';
import {
  type InstalledApp,
  installApp,
  type RemoteEngine,
  startRemoteEngine,
  withRemoteEngine,
} from '../../e2e/fixtures/remote-engine.ts';
import { comparable, entriesOf } from '../../e2e/fixtures/same-table.ts';
import { openLive, rowsOf, statesUntil, stateWhen } from '../../e2e/fixtures/test-engine.ts';
import { noEnds } from '../../shared/flow-range.ts';
import { labelBits } from '../../shared/label.ts';
import { ownNetns } from '../executor/holder.ts';
import { STAGE_FOLDER } from '../executor/stage.ts';

const targetId = 'host';

let app: InstalledApp;
beforeAll(async () => {
  app = await installApp(0o755);
});
afterAll(() => app.remove());

const withHost = (
  behind: readonly string[],
  work: (engine: RemoteEngine) => Promise<void>,
  installed = app,
) => withRemoteEngine(installed, behind, work);

beforeEach(({ skip }) =>
  skip(!isRoot, 'needs root, to make a network namespace that stands for the machine'),
);

/** Those who hold the capability: root, and an ordinary user who was given it. */
const holders: [string, readonly string[]][] = [
  ['root', inOwnNetwork],
  ['an ordinary user with CAP_NET_ADMIN', asNobodyWith('net_admin', inOwnNetwork)],
];

describe.each(holders)('this machine’s table, for %s', (_, behind) => {
  let engine: RemoteEngine;
  beforeAll(() => {
    engine = startRemoteEngine(app, behind);
  });
  afterAll(() => engine.stop());
  const inject = (number: number) =>
    engine.client.call('flows.inject', { targetId, specs: [numberedFlow(number)] });

  it('is offered, locked', async () => {
    const offers = await engine.client.call('target.list', {});
    expect(offers.find((offer) => offer.targetId === targetId)).toMatchObject({
      title: 'This machine',
      unavailable: null,
      locked: true,
    });
  });

  it('is opened read-only, by an executor that cannot write', async () => {
    await tableOf(engine.pid).conntrack('-I', '-p', '253', '-s', '192.0.2.1', '-d', '192.0.2.2', '-t', '600');
    expect(await openLive(engine.client, targetId)).toMatchObject({ locked: true, flows: 1 });
    const executors = engine.descendants().filter(({ command }) => command.includes('read'));
    expect(executors.map(({ command }) => command.slice(-3, -1))).toEqual([['read', '-']]);
    await expect(inject(1)).rejects.toMatchObject({
      data: { code: 'not-permitted', hint: expect.stringContaining('Unlock') },
    });
    const range = { first: numberedFlow(1), to: { ...noEnds, sourcePort: 5000 } };
    await expect(
      engine.client.call('flows.injectRange', { targetId, range, workId: 'locked-range' }),
    ).rejects.toMatchObject({ data: { code: 'not-permitted', hint: expect.stringContaining('Unlock') } });
    expect(await tableOf(engine.pid).entries()).toHaveLength(1);
  });

  it('takes changes when it is unlocked, and none when it is locked again', async () => {
    expect(await engine.client.call('target.unlock', { targetId })).toMatchObject({ locked: false });
    expect(await inject(1)).toMatchObject([{ outcome: 'created' }]);
    expect(await tableOf(engine.pid).entries()).toHaveLength(2);
    expect(await engine.client.call('target.lock', { targetId })).toMatchObject({ locked: true });
    await expect(inject(2)).rejects.toMatchObject({ data: { code: 'not-permitted' } });
    expect(await tableOf(engine.pid).entries()).toHaveLength(2);
    const rows = await rowsOf(engine.client, targetId);
    expect(comparable(entriesOf(rows))).toEqual(comparable(await tableOf(engine.pid).entries()));
    // Of the executors in between none is left.
    expect(engine.descendants().map(({ command }) => command.at(-3))).toEqual(['read']);
  });

  it('keeps its rules as they are: labels that no rule uses are dropped, and that is said', async () => {
    await engine.client.call('target.unlock', { targetId });
    const labels = labelBits([5]);
    const specs = [numberedFlow(50, { labels })];
    const note = expect.stringMatching(/^The kernel dropped the labels 5\. .*not changed from here/);
    expect(await engine.client.call('flows.inject', { targetId, specs })).toMatchObject([{ note }]);
    const range = { first: numberedFlow(60, { labels }), to: { ...noEnds, sourcePort: 69 } };
    const workId = crypto.randomUUID();
    const result = await engine.client.call('flows.injectRange', { targetId, range, workId });
    expect(result).toMatchObject({ counts: [{ outcome: 'created', flows: 10 }], note });
    const { stdout } = await tableOf(engine.pid).namespace.run('nft', ['list', 'ruleset']);
    expect(stdout).toBe('');
    await engine.client.call('target.lock', { targetId });
    await tableOf(engine.pid).conntrack('-D', '-p', 'tcp', '-d', '10.2.0.1', '--sport', '50');
  });

  it('is the one of the app’s own network namespace and not the machine’s', async () => {
    expect(tableOf(engine.pid).namespace.netns).not.toBe(ownNetns());
    for (const { pid } of engine.descendants())
      expect(tableOf(pid).namespace.netns).toBe(tableOf(engine.pid).namespace.netns);
  });
});

describe('unlocking', () => {
  it('in the middle of the first listing lists anew, to the end', async () => {
    await withHost(asNobodyWith('net_admin', inOwnNetwork), async (engine) => {
      // Answered: it has started, and is where it should be.
      await engine.client.call('target.list', {});
      const flows = 80_000;
      await fillTable(engine.pid, 0, flows);
      const { phase } = await engine.client.call('target.open', { targetId });
      expect(phase).toBe('listing');
      const states = statesUntil(engine.client, targetId, (state) => state.phase === 'live');
      expect(await engine.client.call('target.unlock', { targetId })).toMatchObject({ locked: false });
      expect((await states).at(-1)).toMatchObject({ flows, error: null });
      expect((await states).filter(({ error }) => error !== null)).toEqual([]);
      await stateWhen(engine.client, targetId, (state) => state.flows === flows);
    });
  });
});

describe('root in a container that was given CAP_NET_ADMIN and no more', () => {
  it('sees this machine’s table, also when the program is in a folder that only root can read', async ({
    skip,
  }) => {
    skip(!isRoot, 'needs root');
    const before = existsSync(STAGE_FOLDER) ? readdirSync(STAGE_FOLDER) : [];
    const hidden = await installApp(0o700);
    const most = '-sys_admin,-sys_ptrace,-dac_read_search';
    const behind = [...inOwnNetwork, 'setpriv', `--bounding-set=${most}`, `--inh-caps=${most}`, 'env'];
    try {
      await withHost(
        behind,
        async (engine) => {
          expect(await openLive(engine.client, targetId)).toMatchObject({ locked: true, flows: 0 });
          expect(engine.descendants()).toHaveLength(1);
        },
        hidden,
      );
    } finally {
      hidden.remove();
      for (const name of readdirSync(STAGE_FOLDER))
        if (!before.includes(name)) rmSync(join(STAGE_FOLDER, name), { recursive: true });
    }
  });
});

describe('without privilege', () => {
  it('this machine is not offered, with what is missing and what to do; the sandbox is', async () => {
    await withHost(asNobody(inOwnNetwork), async (engine) => {
      const [sandbox, host] = await engine.client.call('target.list', {});
      expect(sandbox).toMatchObject({ targetId: 'sandbox', unavailable: null });
      expect(host?.unavailable).toMatchObject({
        code: 'not-permitted',
        message: expect.stringContaining('CAP_NET_ADMIN'),
        detail: expect.anything(),
        hint: expect.stringContaining('sudo npm run serve'),
      });
      await expect(engine.client.call('target.open', { targetId })).rejects.toMatchObject({
        data: { code: 'not-permitted' },
      });
      expect((await openLive(engine.client, 'sandbox')).flows).toBe(0);
    });
  });
});
