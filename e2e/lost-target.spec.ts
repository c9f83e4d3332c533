import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { type App, expect, test } from './fixtures/app.ts';
import { insertClients } from './fixtures/clients.ts';
import { chooseFile } from './fixtures/file-dialogs.ts';
import { flowRows, flowTable } from './fixtures/flows-page.ts';

// The table is lost while something is being asked: each dialog and drawer says so, and does nothing any more.

interface Asking {
  readonly name: string;
  /** Opens it, ready to be confirmed, and answers with the button that would do it. */
  readonly open: (page: Page, app: App) => Promise<Locator>;
  /** What stands in front of all else says why by itself; beside the view the banner and the button do. */
  readonly isModal: boolean;
}

async function openDelete(page: Page): Promise<Locator> {
  await flowTable(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  return page.getByRole('dialog', { name: /^Delete/ });
}

const askings: readonly Asking[] = [
  {
    name: 'deleting',
    isModal: true,
    open: async (page) => (await openDelete(page)).getByRole('button', { name: 'Delete 1 flow' }),
  },
  {
    name: 'flushing',
    isModal: true,
    async open(page) {
      const dialog = await openDelete(page);
      await dialog.getByLabel('What').selectOption('table');
      await dialog.getByLabel('Type Sandbox to confirm').fill('Sandbox');
      return dialog.getByRole('button', { name: 'Empty the table' });
    },
  },
  {
    name: 'changing',
    isModal: true,
    async open(page) {
      await flowRows(page).first().click();
      await page.getByRole('button', { name: 'Change flow…' }).click();
      const dialog = page.getByRole('dialog', { name: /^Change/ });
      await dialog.getByLabel('Mark', { exact: true }).fill('7');
      return dialog.getByRole('button', { name: 'Change 1 flow' });
    },
  },
  {
    name: 'exporting',
    isModal: false,
    async open(page) {
      await page.keyboard.press('Control+e');
      return page.getByRole('complementary').getByRole('button', { name: /^Export .*…$/ });
    },
  },
  {
    name: 'importing',
    isModal: false,
    async open(page, app) {
      const folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-lost-'));
      const path = join(folder, 'flows.txt');
      const original = 'src=192.0.2.1 dst=192.0.2.2 sport=1 dport=53';
      const reply = 'src=192.0.2.2 dst=192.0.2.1 sport=53 dport=1';
      writeFileSync(path, `udp 17 1000 ${original} [UNREPLIED] ${reply} mark=0 use=1\n`);
      await page
        .getByRole('banner')
        .getByRole('button', { name: /^Import/ })
        .click();
      const drawer = page.getByRole('complementary');
      await chooseFile(app, path, () => drawer.getByRole('button', { name: /file…$/ }).click());
      const inject = drawer.getByRole('button', { name: 'Inject 1 flow' });
      await expect(inject).toBeVisible();
      rmSync(folder, { recursive: true });
      return inject;
    },
  },
  {
    name: 'injecting',
    isModal: false,
    async open(page) {
      await page.getByRole('banner').getByRole('button', { name: 'Inject flow' }).click();
      return page.getByRole('form', { name: 'Inject flow' }).getByRole('button', { name: /^Inject/ });
    },
  },
];

for (const { name, open, isModal } of askings) {
  test(`the table is lost while ${name} is being asked`, async ({ app, page, kernel }) => {
    await insertClients(kernel);
    await expect(flowRows(page)).toHaveCount(3);
    const button = await open(page, app);
    await expect(button).not.toHaveAttribute('aria-disabled', 'true');
    process.kill(kernel.namespace.pid, 'SIGKILL');
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription('The table is lost.');
    await expect(page.getByRole('heading', { name: /sandbox is lost/i, includeHidden: true })).toBeVisible();
    if (isModal) {
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('status').filter({ hasText: 'The table is lost.' })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
  });
}
