import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { fillTable, numberedFlow } from './fixtures/fill-table.ts';
import { flowTable } from './fixtures/flows-page.ts';
import { showView } from './fixtures/views.ts';

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('an empty table has its numbers, its settings and what they do', async ({ page, kernel }) => {
  const { stdout } = await kernel.namespace.run('cat', ['/proc/sys/net/netfilter/nf_conntrack_max']);
  const maximum = Number(stdout).toLocaleString('en-US');
  await showView(page, 'Capacity');
  const fill = section(page, 'Fill');
  await expect(fill).toContainText('0 %');
  await expect(fill.getByRole('definition').nth(1)).toHaveText(maximum);
  await expect(fill).toContainText('Not filling: steady over the last minute.', { timeout: 15_000 });
  await expect(section(page, 'Top talkers')).toContainText('Nobody yet.');
  await expect(section(page, 'Never answered')).toContainText('None: whatever goes on was answered');
  await expect(
    section(page, 'Timeouts').getByRole('row', { name: /^tcp_timeout_established/ }),
  ).toContainText('An open connection without a packet.');
  await expect(section(page, 'Settings that matter').getByRole('row', { name: /^max / })).toContainText(
    maximum,
  );
});

test('each count of the kernel says what it means when it is reached by keyboard', async ({ page }) => {
  await showView(page, 'Capacity');
  const statistics = section(page, 'Kernel statistics');
  const name = statistics.getByRole('button', { name: 'insert_failed' });
  await expect(name).toBeVisible();
  await statistics.getByRole('button', { name: 'early_drop' }).focus();
  await page.keyboard.press('Tab');
  await expect(name).toBeFocused();
  await expect(
    page.getByRole('tooltip', { name: /Packets dropped because their flow was in the table/ }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip', { name: /Packets dropped because their flow/ })).toBeHidden();
});

test('the address that fills the table leads to its flows', async ({ page, kernel }) => {
  await fillTable(kernel.namespace.pid, 0, 500, (number) =>
    numberedFlow(number, {
      source: number < 400 ? '192.0.2.7' : `192.0.2.${number % 50}`,
      destination: '198.51.100.9',
    }),
  );
  await showView(page, 'Capacity');
  const talkers = section(page, 'Top talkers');
  const first = talkers.getByRole('row').nth(1);
  await expect(first).toContainText('192.0.2.7');
  await expect(first).toContainText(/4\d\d/);
  await talkers.getByRole('radio', { name: 'Destination' }).check({ force: true });
  await expect(first).toContainText('198.51.100.9');
  await expect(first).toContainText('500');
  await expect(section(page, 'Fill').getByRole('definition').first()).toHaveText('500');
  await expect(
    section(page, 'Timeouts').getByRole('row', { name: /^tcp_timeout_established/ }),
  ).toContainText('500');

  await talkers.getByRole('radio', { name: 'Source' }).check({ force: true });
  await talkers.getByRole('button', { name: '192.0.2.7', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Filter flows' })).toHaveValue('src == 192.0.2.7');
  await expect(flowTable(page)).toHaveAttribute('aria-rowcount', /^4\d\d$/);
});

test('nothing is cut off in a window of 1024 × 640', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 640 });
  await showView(page, 'Capacity');
  await expect(section(page, 'Kernel statistics')).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  for (const name of ['Fill', 'Top talkers', 'Never answered', 'Settings that matter', 'Timeouts']) {
    const box = await section(page, name).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(1024);
  }
});
