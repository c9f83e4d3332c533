import { expect, test } from './fixtures/app.ts';
import { flowRows } from './fixtures/flows-page.ts';
import { descendantsOf, isRunning } from './fixtures/process-tree.ts';
import { showView } from './fixtures/views.ts';

const trafficOf = (pid: number) =>
  descendantsOf(pid).filter(({ command }) => command.some((word) => word.endsWith('/traffic.cjs')));

test('a demonstration runs in the sandbox, tells what happens, and leaves nothing when stopped', async ({
  app,
  page,
  kernel,
}) => {
  await page.getByRole('button', { name: 'See demonstrations' }).click();
  await page.getByRole('button', { name: 'Run: The life of a TCP connection' }).click();
  const banner = page.getByRole('region', { name: 'Demonstration' });
  await expect(banner).toContainText('SYN_SENT, unreplied');
  await expect(flowRows(page)).toHaveCount(1);
  await expect(flowRows(page)).toContainText('SYN_SENT');
  await expect(banner).toContainText('ESTABLISHED and assured', { timeout: 20_000 });
  await expect(flowRows(page)).toContainText('ESTABLISHED');

  const [traffic] = trafficOf(app.pid);
  if (!traffic) throw new Error('no traffic flows');
  await banner.getByRole('button', { name: 'Stop' }).click();
  await expect(banner).toContainText('Stopped.');
  expect(isRunning(traffic.pid)).toBe(false);
  const { stdout } = await kernel.namespace.run('nft', ['list', 'tables']);
  expect(stdout).not.toContain('conntrack_inspector_demo');
  await banner.getByRole('button', { name: 'Put away' }).click();
  await expect(banner).toBeHidden();
});

test('a demonstration ends with the app', async ({ app, page }) => {
  await showView(page, 'Demos');
  await page.getByRole('button', { name: 'Run: A port scan fills the table' }).click();
  await expect(page.getByRole('region', { name: 'Demonstration' })).toContainText('tries 20,000 ports');
  const [traffic] = trafficOf(app.pid);
  if (!traffic) throw new Error('no traffic flows');
  await app.dispose();
  await expect.poll(() => isRunning(traffic.pid)).toBe(false);
});
