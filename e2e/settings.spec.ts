import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures/app.ts';
import { flowRows, flowTable } from './fixtures/flows-page.ts';
import { addSamples, showView, tabTo } from './fixtures/views.ts';

test('preferences are there again after a restart, at another address too', async ({ startApp }) => {
  const config = mkdtempSync(join(tmpdir(), 'conntrack-inspector-preferences-'));
  const environment = { XDG_CONFIG_HOME: config };
  const first = await startApp({ environment });
  await showView(first.page, 'Settings');
  await first.page.getByLabel('Dark', { exact: true }).check();
  await first.page.getByLabel('Compact').check();
  await first.page.getByLabel('UTC').check();
  await first.page.getByLabel('Keys without Ctrl act while the table or nothing has the focus').uncheck();
  await first.dispose();

  const { page } = await startApp({ environment });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await addSamples(page);
  expect(
    await flowRows(page)
      .first()
      .evaluate((row) => row.getBoundingClientRect().height),
  ).toBe(22);
  await tabTo(page, flowTable(page));
  await page.keyboard.press('i');
  await expect(page.getByRole('form', { name: 'Inject flow' })).toBeHidden();
  await showView(page, 'Settings');
  await expect(page.getByLabel('UTC')).toBeChecked();
  rmSync(config, { recursive: true });
});
