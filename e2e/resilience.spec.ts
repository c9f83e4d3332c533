import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement, flowRow } from './fixtures/flows-page.ts';
import { injectAnother } from './fixtures/inject-form.ts';
import { tableOf } from './fixtures/kernel-table.ts';
import { addSamples, pictureWord } from './fixtures/views.ts';

// What goes on when a part of the app dies, and what is said about it.

test('the table comes back with the same flows when the executor is killed', async ({
  app,
  page,
  kernel,
}) => {
  await addSamples(page);
  const before = await expectAgreement(page, kernel);
  const [executor] = app.executors();
  const words = await collectWords(page);
  process.kill(executor?.pid ?? 0, 'SIGKILL');
  await expect.poll(words).toContain('reconnecting');
  await expect(pictureWord(page)).toHaveText('live');
  const after = await expectAgreement(page, kernel);
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  expect(app.executors().map(({ pid }) => pid)).not.toContain(executor?.pid);
  expect((await app.holder()).pid).toBe(kernel.namespace.pid);

  // Events reach the page through the new executor, and so do changes.
  await kernel.conntrack('-D', '-p', 'gre');
  await expectAgreement(page, kernel);
  await injectAnother(page);
});

test('an executor that is stopped for a while loses nothing', async ({ app, page, kernel }) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  const pid = app.executors()[0]?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  await kernel.conntrack('-D', '-p', 'gre');
  await kernel.conntrack(
    '-I',
    '-p',
    'udp',
    '-s',
    '192.0.2.77',
    '-d',
    '192.0.2.78',
    '--sport',
    '1',
    '--dport',
    '2',
    '-t',
    '60',
  );
  process.kill(pid, 'SIGCONT');
  await expect(flowRow(page, '192.0.2.77:1')).toBeVisible();
  await expectAgreement(page, kernel);
});

test('the loss of the sandbox is said, and a new one opens empty', async ({ app, page, kernel }) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  process.kill(kernel.namespace.pid, 'SIGKILL');
  await expect(page.getByRole('heading', { name: /sandbox is lost/i })).toBeVisible();
  await expect(pictureWord(page)).toHaveText('lost');
  await expect(page.getByRole('alert')).toContainText(/ended by SIGKILL/);
  await expect.poll(() => app.executors().length).toBe(0);

  await page.getByRole('button', { name: 'Open it again' }).click();
  await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  const { pid } = await app.holder();
  expect(pid).not.toBe(kernel.namespace.pid);
  const fresh = tableOf(pid);
  await injectAnother(page);
  await expectAgreement(page, fresh);
});

test('a page that is loaded again shows the same table and can change it', async ({ page, kernel }) => {
  await addSamples(page);
  const before = await expectAgreement(page, kernel);
  await page.reload();
  const after = await expectAgreement(page, kernel);
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  await injectAnother(page);
  await expectAgreement(page, kernel);
});

/** Notes every word that the status bar says about the picture from now on; some last a blink. */
async function collectWords(page: Page): Promise<() => Promise<string[]>> {
  const words = await pictureWord(page).evaluateHandle((element) => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(element.textContent ?? '')).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return seen;
  });
  return () => words.jsonValue();
}
