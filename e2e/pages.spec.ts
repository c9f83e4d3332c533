import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement, flowRow, flowRows } from './fixtures/flows-page.ts';
import { injectAnother, openInjectForm } from './fixtures/inject-form.ts';
import { isRunning } from './fixtures/process-tree.ts';
import { addSamples, pictureWord, showView, zoneRow } from './fixtures/views.ts';
import { zoneFilter, zoneSearch, zoneTable } from './fixtures/zones-page.ts';

// Pages and the program behind them, each of which can be there without the other: only in a browser.

test('two pages on one sandbox see each other’s changes', async ({ app, page, kernel }) => {
  await addSamples(page);
  const other = await app.openPage();
  await expectAgreement(other, kernel);
  await injectAnother(other);
  await expect(flowRow(page, 'TCP', '192.0.2.10:50000')).toBeVisible();
  await kernel.conntrack('-F');
  for (const one of [page, other]) {
    await expect(one.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  }
  expect(app.executors()).toHaveLength(1);

  await other.close();
  await injectAnother(page);
  await expectAgreement(page, kernel);
});

test('a second tab of the same browser needs no key of its own', async ({ page, kernel }) => {
  await addSamples(page);
  const other = await page.context().newPage();
  await other.goto(new URL('/', page.url()).href);
  await expectAgreement(other, kernel);
});

test('the end of the program is said, and the last picture stays', async ({ app, page, kernel }) => {
  await addSamples(page);
  const shown = (await expectAgreement(page, kernel)).length;
  await app.stop();
  await expect(pictureWord(page)).toHaveText('disconnected');
  await expect(page.getByRole('alert')).toContainText('connects again by itself');
  await expect(flowRows(page)).toHaveCount(shown);
  await expect(
    page.getByRole('banner').getByRole('button', { name: 'Inject flow' }),
  ).toHaveAccessibleDescription('Not connected.');
  expect(isRunning(kernel.namespace.pid)).toBe(false);
});

test('a view that was not read before says that there is no connection, and what needs one is disabled', async ({
  app,
  page,
}) => {
  await expect(pictureWord(page)).toHaveText('live');
  await page.getByRole('banner').getByRole('button', { name: 'Inject flow' }).click();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await app.stop();
  await expect(pictureWord(page)).toHaveText('disconnected');
  const savePreset = page.getByRole('dialog', { name: 'Save as a preset' });
  await expect(savePreset.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
  await expect(savePreset).toContainText('Not connected.');
  await page.keyboard.press('Escape');
  for (const name of ['Pause', 'Add sample flows', 'Inject your own…', 'Import a file…']) {
    await expect(page.getByRole('button', { name })).toHaveAccessibleDescription('Not connected.');
  }
  for (const view of ['Zones', 'Events', 'Capacity', 'Demos'] as const) {
    await showView(page, view);
    await expect(page.getByRole('main').getByRole('heading', { name: 'Not connected' })).toBeVisible();
  }
});

test('preferences that another page changed hold here once one comes back', async ({ app, page }) => {
  await expect(pictureWord(page)).toHaveText('live');
  const other = await app.openPage();
  await showView(other, 'Settings');
  await other.getByLabel('Compact').check();
  await expect(other.locator('html')).toHaveAttribute('data-density', 'compact');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
});

test('a program that was started anew on the same port asks for its new address', async ({
  app,
  page,
  startApp,
}) => {
  const port = Number(new URL(page.url()).port);
  await expect(pictureWord(page)).toHaveText('live');
  await app.stop();
  await expect(pictureWord(page)).toHaveText('disconnected');
  const next = await startApp({ port });
  await expect(next.page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('This page has no permission to talk to the inspector.')).toBeVisible();
  await expect(page.getByText(/address that the program printed/)).toBeVisible();
});

test('two windows on one sandbox reserve a thousand zones each at the same time, none twice', async ({
  page,
  app,
  kernel,
}) => {
  await kernel.conntrack(
    ...'-I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6 -t 600 -w 500'.split(' '),
  );
  const windows = [page, await app.openPage()] as const;
  for (const window of windows) {
    await showView(window, 'Zones');
    await expect(zoneRow(window, 500)).toBeVisible();
    await zoneSearch(window).getByLabel('From zone').fill('1');
    await zoneSearch(window).getByLabel('How many').fill('100');
  }
  const reserve = (window: Page) =>
    zoneSearch(window)
      .getByRole('button', { name: 'Reserve', exact: true })
      .evaluate((button) => {
        if (button instanceof HTMLElement) button.click();
      });
  for (let round = 1; round <= 10; round++) {
    await Promise.all(windows.map(reserve));
    for (const window of windows) {
      const count = (100 * round).toLocaleString('en-US');
      await expect(window.getByText(`${count} zones by this window`)).toBeVisible();
    }
  }
  for (const window of windows) {
    await expect(window.getByText('1,000 zones by this window')).toBeVisible();
    await expect(window.getByText('1,000 zones by another window')).toBeVisible();
    // 2,000 reserved ones, and the one with a flow among them.
    await expect(window.getByRole('complementary')).toContainText('1 zone in use of 65,536, 2,000 reserved');
  }
  await zoneFilter(page).fill('1..2001');
  await expect(zoneTable(page)).toHaveAttribute('aria-rowcount', '2002');

  // A window that goes gives back what it did not use.
  await windows[1].close();
  await expect(page.getByText('1,000 zones by another window')).toBeHidden({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Release every zone of this window' }).click();
  await expect(page.getByText('1,000 zones by this window')).toBeHidden();
  await expect(zoneTable(page)).toHaveAttribute('aria-rowcount', '2');
});

test('a free zone is reserved when it is used, and the form of another window gets the next one', async ({
  page,
  app,
  kernel,
}) => {
  await showView(page, 'Zones');
  await zoneSearch(page).getByRole('button', { name: 'Find' }).click();
  await page.getByRole('button', { name: 'Use zone 1', exact: true }).click();
  // The drawer opens by itself, once the zone is reserved.
  await expect(page.getByRole('form', { name: 'Inject flow' })).toBeVisible();
  const { field, submit, latest } = await openInjectForm(page);
  await expect(field('Zone')).toHaveValue('1');

  const other = await app.openPage();
  const { field: fieldOfOther } = await openInjectForm(other);
  await other.getByRole('button', { name: 'Next free' }).click();
  await expect(fieldOfOther('Zone')).toHaveValue('2');

  await submit();
  await expect(latest).toContainText('created');
  expect((await kernel.entries()).map(({ zones }) => zones)).toEqual([{ original: 1, reply: 1 }]);
});

test('a listing that failed is said, though no kernel fails one on demand', async ({ page }) => {
  await addSamples(page);
  const message = 'An entry of the table could not be read.';
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) => {
      const answer = JSON.parse(String(text));
      if (answer.kind === 'item' && answer.value?.phase === 'live')
        Object.assign(answer.value, {
          phase: 'resyncing',
          error: { code: 'internal', operation: 'list the table', message },
        });
      socket.send(JSON.stringify(answer));
    });
  });
  await page.reload();
  await expect(page.getByText(message)).toBeVisible();
  await expect(pictureWord(page)).toHaveText('resyncing');
});
