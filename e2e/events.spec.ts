import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { LogEntry } from '../shared/flow-event.ts';
import { expect, test } from './fixtures/app.ts';
import { saveAs } from './fixtures/file-dialogs.ts';
import { fillTable } from './fixtures/fill-table.ts';
import { connectOverLoopback, trackLoopback } from './fixtures/loopback-connection.ts';
import { pictureWord, showView, tabTo } from './fixtures/views.ts';

const tail = (page: Page) => page.getByRole('grid', { name: 'Events, newest first' });
const rows = (page: Page) => tail(page).locator('tbody').getByRole('row');
const resume = (page: Page) => page.getByRole('banner').getByRole('button', { name: /^Resume/ });

test('a connection is told from its first packet to its end, newest first', async ({ page, kernel }) => {
  await showView(page, 'Events');
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  await trackLoopback(kernel.namespace);
  const connection = await connectOverLoopback(kernel.namespace);
  await connection.close();
  const tuple = new RegExp(`127\\.0\\.0\\.1:${connection.port} → 127\\.0\\.0\\.1:`);
  await expect(rows(page).first()).toContainText('LAST_ACK → TIME_WAIT');
  await expect(rows(page).filter({ hasText: tuple }).last()).toContainText(/New.*SYN_SENT/);
  await expect(rows(page).filter({ hasText: 'SYN_SENT → SYN_RECV, +SEEN_REPLY' })).toHaveCount(1);
  await expect(rows(page).filter({ hasText: 'SYN_RECV → ESTABLISHED, +ASSURED' })).toHaveCount(1);

  await kernel.conntrack('-D', '-p', 'tcp', '--sport', String(connection.port));
  await expect(rows(page).first()).toContainText(/Destroyed.*after .* both ways/);
  await expect(
    page.getByRole('img', { name: /^Events in the last ten minutes: 1 new event,.*None were lost\.$/ }),
  ).toBeVisible();
});

test('the chart tells the values of the second at the pointer', async ({ page }) => {
  await showView(page, 'Events');
  const chart = page.getByRole('img', { name: /^Events in the last ten minutes/ });
  await chart.hover();
  const told = page.getByText(/^\d\d:\d\d:\d\dnew 0updated 0destroyed 0$/);
  await expect(told).toBeVisible();
  await page.getByRole('banner').hover();
  await expect(told).toBeHidden();
});

test('a click opens the details of a flow that lives, and says so of one that has ended', async ({
  page,
  kernel,
}) => {
  await showView(page, 'Events');
  await fillTable(kernel.namespace.pid, 0, 2);
  await expect(rows(page)).toHaveCount(2);
  await kernel.conntrack('-D', '-p', 'tcp', '--sport', '0');
  await expect(rows(page)).toHaveCount(3);
  await rows(page).first().click();
  await expect(page.getByRole('list', { name: 'Notifications' })).toContainText('This flow has ended');
  await rows(page).filter({ hasText: '10.1.0.0:1 ' }).click();
  await expect(
    page.getByRole('complementary').getByRole('heading', { level: 2, name: /10\.1\.0\.0:1 / }),
  ).toBeVisible();
});

test('without a mouse: filter, leave a kind out, hold, go through the rows, resume', async ({
  page,
  kernel,
}) => {
  const { pid } = kernel.namespace;
  await showView(page, 'Flows');
  await page.getByRole('main').focus();
  await page.keyboard.press('3');
  await fillTable(pid, 0, 300);
  await expect(tail(page)).toHaveAttribute('aria-rowcount', '301');
  await tail(page).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('sport == 299');
  await expect(tail(page)).toHaveAttribute('aria-rowcount', '2');
  await page.getByRole('textbox', { name: 'Filter events' }).fill('sport ==');
  await expect(page.getByRole('textbox', { name: 'Filter events' })).toHaveAttribute('aria-invalid', 'true');
  await expect(tail(page)).toHaveAttribute('aria-rowcount', '2');
  await page.getByRole('textbox', { name: 'Filter events' }).fill('');
  await page.keyboard.press('Enter');
  await expect(tail(page)).toBeFocused();

  const chip = page.getByRole('button', { name: /^New/ });
  await tabTo(page, chip, 'back');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'None of 300 events matches' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(chip).toHaveAttribute('aria-pressed', 'true');

  await tail(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(tail(page).getByRole('row', { selected: true })).toContainText('10.1.0.0:298');
  await fillTable(pid, 300, 305);
  await expect(resume(page)).toContainText('5 newer');
  await expect(rows(page).first()).toContainText('10.1.0.0:299');
  await page.keyboard.press('End');
  await expect(tail(page).getByRole('row', { selected: true })).toContainText('10.1.0.0:0 ');
  await page.keyboard.press('Space');
  await expect(resume(page)).toBeHidden();
  await expect(rows(page).first()).toContainText('10.1.0.0:304');
});

test('scrolling away holds the tail where it is, and the log may overwrite it', async ({ page, kernel }) => {
  const { pid } = kernel.namespace;
  await showView(page, 'Events');
  await fillTable(pid, 0, 200);
  await expect(tail(page)).toHaveAttribute('aria-rowcount', '201');
  await tail(page).hover();
  await page.mouse.wheel(0, 2600);
  await expect(resume(page)).toBeVisible();
  const held = rows(page).filter({ hasText: '10.1.0.0:90 ' });
  const place = await held.boundingBox();
  await fillTable(pid, 200, 230);
  await expect(resume(page)).toContainText('30 newer');
  expect(await held.boundingBox()).toEqual(place);
  await resume(page).click();
  await expect(rows(page).first()).toContainText('10.1.0.0:229');
});

test('what was lost shows as a gap, with when it was repaired', async ({ app, page, kernel }) => {
  await showView(page, 'Events');
  await fillTable(kernel.namespace.pid, 0, 3);
  await expect(rows(page)).toHaveCount(3);
  const [executor] = app.executors();
  process.kill(executor?.pid ?? Number.NaN, 'SIGKILL');
  const gap = rows(page).filter({ hasText: 'Events may be missing here' });
  await expect(gap).toContainText(/nothing read them for a while.*repaired .* later by a listing/);
  await expect(pictureWord(page)).toHaveText('live');
  await page.getByRole('textbox', { name: 'Filter events' }).fill('proto == udp');
  await expect(rows(page)).toHaveCount(1);
  await expect(gap).toBeVisible();
});

test('what the tail shows is saved as JSON Lines', async ({ app, page, kernel }, testInfo) => {
  await showView(page, 'Events');
  await fillTable(kernel.namespace.pid, 0, 5);
  await expect(rows(page)).toHaveCount(5);
  await page.getByRole('textbox', { name: 'Filter events' }).fill('sport >= 3');
  await expect(rows(page)).toHaveCount(2);
  const path = testInfo.outputPath('events.jsonl');
  await saveAs(app, path, () => page.getByRole('button', { name: 'Save…' }).click());
  await expect(page.getByRole('list', { name: 'Notifications' })).toContainText('2 events saved');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const saved = lines.map((line) => LogEntry.parse(JSON.parse(line)));
  expect(saved.map((entry) => entry.kind !== 'gap' && entry.flow.original.l4)).toMatchObject([
    { source: 3 },
    { source: 4 },
  ]);
});
