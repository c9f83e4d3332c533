import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numberedFlow } from '../../e2e/fixtures/fill-table.ts';
import { tableOf } from '../../e2e/fixtures/kernel-table.ts';
import { asNobody, asNobodyWith, isRoot, withLimit, without } from '../../e2e/fixtures/launchers.ts';
import {
  type InstalledApp,
  installApp,
  type RemoteEngine,
  withRemoteEngine,
} from '../../e2e/fixtures/remote-engine.ts';
import { openLive } from '../../e2e/fixtures/test-engine.ts';
import { ownNetns } from '../executor/holder.ts';
import { STAGE_FOLDER } from '../executor/stage.ts';

const targetId = 'sandbox';

let app: InstalledApp;
beforeAll(async () => {
  app = await installApp(0o755);
});
afterAll(() => app.remove());

const withApp = (behind: readonly string[], work: (engine: RemoteEngine) => Promise<void>, installed = app) =>
  withRemoteEngine(installed, behind, work);

/** Opens the sandbox, makes a flow in it, and answers who the executor is. */
async function useSandbox(engine: RemoteEngine): Promise<{ uid: string; command: readonly string[] }> {
  expect((await openLive(engine.client, targetId)).flows).toBe(0);
  const specs = [numberedFlow(1)];
  expect(await engine.client.call('flows.inject', { targetId, specs })).toMatchObject([
    { outcome: 'created' },
  ]);
  const executor = engine.descendants().find(({ command }) => command.includes('change'));
  if (!executor) throw new Error('there is no executor');
  const { namespace } = tableOf(executor.pid);
  expect(namespace.netns).not.toBe(ownNetns());
  expect(await tableOf(executor.pid).entries()).toHaveLength(1);
  const status = readFileSync(`/proc/${executor.pid}/status`, 'latin1');
  expect(status).toContain('CapEff:\t0000000000001000\n');
  expect(status).toContain('CapBnd:\t0000000000001000\n');
  return { uid: /^Uid:\t(\d+)/m.exec(status)?.[1] ?? '', command: executor.command };
}

/** Why the sandbox cannot be opened. */
function failureOf(engine: RemoteEngine): Promise<unknown> {
  return openLive(engine.client, targetId).then(
    () => 'it was opened',
    (thrown: unknown) => (thrown instanceof Error && 'data' in thrown ? thrown.data : thrown),
  );
}

describe('a sandbox works', () => {
  it('for whoever runs these tests', () =>
    withApp([], async (engine) => {
      const { uid } = await useSandbox(engine);
      expect(uid).toBe(String(isRoot ? 65534 : process.geteuid?.()));
    }));

  it('for an ordinary user', ({ skip }) => {
    skip(!isRoot, 'needs root, to become an ordinary user; the test before has shown it for this one');
    return withApp(asNobody(), async (engine) => {
      expect((await useSandbox(engine)).uid).toBe('65534');
      expect(readFileSync(`/proc/${engine.pid}/status`, 'latin1')).toContain('CapEff:\t0000000000000000\n');
    });
  });

  it('for an ordinary user who holds CAP_NET_ADMIN', ({ skip }) => {
    skip(!isRoot, 'needs root, to give the capability');
    return withApp(asNobodyWith('net_admin'), async (engine) => {
      await useSandbox(engine);
    });
  });

  it('for root without CAP_SYS_ADMIN, in a user namespace', ({ skip }) => {
    skip(!isRoot, 'needs root');
    return withApp(
      ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin', 'env'],
      async (engine) => {
        await useSandbox(engine);
      },
    );
  });

  it('for root also from a folder that only root can read, by a copy that is made once', async ({ skip }) => {
    skip(!isRoot, 'needs root');
    const before = existsSync(STAGE_FOLDER) ? readdirSync(STAGE_FOLDER) : [];
    const copies = () => readdirSync(STAGE_FOLDER).filter((name) => !before.includes(name));
    const hidden = await installApp(0o700);
    try {
      for (let round = 0; round < 2; round++) {
        await withApp(
          [],
          async (engine) => {
            const { uid, command } = await useSandbox(engine);
            expect(uid).toBe('65534');
            expect(command[0]).toBe(join(STAGE_FOLDER, copies()[0] ?? '', 'node'));
          },
          hidden,
        );
        expect(copies()).toHaveLength(1);
      }
    } finally {
      hidden.remove();
      for (const name of copies()) rmSync(join(STAGE_FOLDER, name), { recursive: true });
    }
  });
});

describe('a sandbox that cannot be made', () => {
  // These make a user namespace around the app, in which an ordinary user's root is nobody and its programs are nobody's.
  beforeEach(({ skip }) => skip(!isRoot, 'needs root'));

  it.each(['unshare', 'setpriv', 'nsenter', 'cat', 'env'])('names %s when it is missing', (name) =>
    withApp(without(`/usr/bin/${name}`), async (engine) => {
      expect(await failureOf(engine)).toMatchObject({
        code: 'no-sandbox',
        subject: name,
        message: `The program ${name} is missing.`,
        hint: expect.stringContaining('apt-get install'),
      });
      expect(engine.descendants().filter(({ command }) => command.includes('change'))).toEqual([]);
    }),
  );

  // To the kernel an ordinary user: all that is left of root's power is what mapping root again takes.
  const forbidden = [
    ...withLimit('max_user_namespaces'),
    ...['setpriv', '--bounding-set=-all,+setfcap', '--inh-caps=-all'],
  ];

  it('names the sysctl when user namespaces are forbidden to ordinary users', () =>
    withApp(forbidden, async (engine) => {
      expect(await failureOf(engine)).toMatchObject({
        code: 'no-sandbox',
        detail: expect.stringContaining('unshare'),
        exitCode: 1,
        hint: 'Allow them: sudo sysctl -w user.max_user_namespaces=10000',
      });
      expect(engine.descendants()).toEqual([]);
    }));

  it('can be made as soon as the obstacle is removed, without starting the app again', () =>
    withApp(forbidden, async (engine) => {
      expect(await failureOf(engine)).toMatchObject({ code: 'no-sandbox' });
      const users = ['--target', String(engine.pid), '--user', '--preserve-credentials'];
      await execa('nsenter', [...users, 'sh', '-c', 'echo 100 > /proc/sys/user/max_user_namespaces']);
      await useSandbox(engine);
    }));

  it('names the sysctl when network namespaces are forbidden, to root too', () =>
    withApp(withLimit('max_net_namespaces'), async (engine) => {
      expect(await failureOf(engine)).toMatchObject({
        code: 'no-sandbox',
        detail: expect.stringContaining('unshare'),
        hint: 'Allow them: sudo sysctl -w user.max_net_namespaces=10000',
      });
    }));
});
