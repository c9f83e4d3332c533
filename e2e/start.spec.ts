import { expect, test } from './fixtures/app.ts';
import { descendantsOf, isRunning } from './fixtures/process-tree.ts';

// What the app leaves behind.

for (const end of ['kill', 'stop'] as const) {
  const how = end === 'kill' ? 'killed' : 'asked to end';
  test(`nothing goes on running when the app is ${how}`, async ({ app, kernel }) => {
    const started = descendantsOf(app.pid).map(({ pid }) => pid);
    const executors = app.executors().map(({ pid }) => pid);
    expect(executors).toHaveLength(1);
    expect(started).toEqual(expect.arrayContaining([...executors, kernel.namespace.pid]));
    await app[end]();
    await expect.poll(() => started.filter(isRunning)).toEqual([]);
  });
}

test('the executor has no power but over its own network', async ({ app, kernel }) => {
  const [executor] = app.executors();
  const status = await kernel.namespace.run('cat', [`/proc/${executor?.pid}/status`]);
  const lines = Object.fromEntries(status.stdout.split('\n').map((line) => line.split(/:\s*/, 2)));
  // CAP_NET_ADMIN, bit 12.
  expect(lines).toMatchObject({ CapEff: '0000000000001000', CapBnd: '0000000000001000', NoNewPrivs: '1' });
  if (process.geteuid?.() === 0) expect(lines.Uid).toMatch(/^65534\b/);
});
