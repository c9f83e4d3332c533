import { expect, test } from './fixtures/app.ts';
import { expectAgreement, flowRow, flowRows } from './fixtures/flows-page.ts';
import { injectAnother } from './fixtures/inject-form.ts';
import { isRunning } from './fixtures/process-tree.ts';
import { addSamples, pictureWord } from './fixtures/views.ts';

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
