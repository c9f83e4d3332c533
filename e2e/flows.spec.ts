import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement, flowRow, flowRows, flowTable, livingFlows } from './fixtures/flows-page.ts';
import { addSamples } from './fixtures/views.ts';

// What people do in the Flows view, each task with and without a mouse.

const filterBox = (page: Page): Locator => page.getByRole('combobox', { name: 'Filter flows' });
const heads = (page: Page): Promise<string[]> => flowTable(page).getByRole('columnheader').allTextContents();
const head = (page: Page, title: string): Locator =>
  flowTable(page).getByRole('columnheader', { name: title, exact: true });

/** A cell of a row by what it says, whatever column it is in. */
const cell = (page: Page, text: RegExp): Locator =>
  flowRows(page).getByRole('gridcell').filter({ hasText: text }).first();

async function expectSources(page: Page, sources: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await livingFlows(page)).map((flow) => flow.source).sort())
    .toEqual([...sources].sort());
}

/** Two flows to one address, and one to another. */
async function insertClients(kernel: { conntrack(...words: string[]): Promise<unknown> }): Promise<void> {
  for (const [source, destination] of [
    ['192.0.2.7', '203.0.113.80'],
    ['192.0.2.8', '203.0.113.80'],
    ['192.0.2.9', '203.0.113.81'],
  ] as const) {
    const ends = ['-s', source, '-d', destination, '--sport', '40000', '--dport', '443'];
    await kernel.conntrack('-I', '-p', 'tcp', ...ends, '--state', 'ESTABLISHED', '--timeout', '600');
  }
}

test('who talks to an address: by typing it, and by completing it', async ({ page, kernel }) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await flowTable(page).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('dst == 203.0.113.80');
  await page.keyboard.press('Enter');
  await expectSources(page, ['192.0.2.7:40000', '192.0.2.8:40000']);
  await expect(flowTable(page)).toBeFocused();

  await filterBox(page).fill('');
  await filterBox(page).pressSequentially('dst == ');
  const option = page.getByRole('option').filter({ hasText: '203.0.113.81' });
  await expect(option).toContainText('1 flow');
  await expect(page.getByRole('option').first()).toContainText('203.0.113.80');
  await option.click();
  await expectSources(page, ['192.0.2.9:40000']);
});

test('who talks to an address: by a click on it', async ({ page, kernel }) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await cell(page, /^203\.0\.113\.80:443$/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Only this address/ }).click();
  await expect(filterBox(page)).toHaveValue('dst == 203.0.113.80');
  await expectSources(page, ['192.0.2.7:40000', '192.0.2.8:40000']);

  await cell(page, /^192\.0\.2\.7:40000$/).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Not this', exact: true }).click();
  await expectSources(page, ['192.0.2.8:40000']);
});

test('the menu of a cell opens by keyboard, and gives the focus back', async ({ page, kernel }) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await flowTable(page).focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu).toHaveAttribute('aria-label', /^Source: 192\.0\.2\./);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(flowTable(page)).toBeFocused();

  await page.keyboard.press('ContextMenu');
  await expect(menu).toBeVisible();
  await page.keyboard.type('s');
  await expect(page.getByRole('menuitem', { name: 'Select all like this' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(filterBox(page)).toHaveValue(/^src == 192\.0\.2\.\d and sport == 40000$/);
  await expect(flowTable(page).locator('tbody [aria-selected=true]')).toHaveCount(1);
});

test('why a connection is translated', async ({ page, kernel }) => {
  const ends = ['-s', '192.0.2.7', '-d', '203.0.113.80', '--sport', '40000', '--dport', '443'];
  const reply = [
    '-r',
    '198.51.100.5',
    '-q',
    '192.0.2.7',
    '--reply-port-src',
    '8443',
    '--reply-port-dst',
    '40000',
  ];
  await kernel.conntrack('-I', '-p', 'tcp', ...ends, ...reply, '--state', 'ESTABLISHED', '--timeout', '600');
  await expectAgreement(page, kernel);
  await flowTable(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary');
  await expect(details).toContainText('The destination is translated: replies come from 198.51.100.5:8443.');
  await expect(details).toContainText('A FIN of either side leads to FIN_WAIT');
});

test('watch one flow die: its row and its details keep what was last known, struck through', async ({
  page,
  kernel,
}) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await flowRow(page, '192.0.2.7:40000').click();
  const details = page.getByRole('complementary');
  await expect(details).toContainText('nf_conntrack_tcp_timeout_established');
  await kernel.conntrack('-D', '-s', '192.0.2.7');
  await expect(flowRow(page, '192.0.2.7:40000')).toHaveAttribute('aria-description', 'ended');
  await expect(details.getByRole('status')).toHaveText(/^Ended at \d\d:\d\d:\d\d/);
  await expect(flowRow(page, '192.0.2.7:40000')).toHaveCount(0);
  await expect(details.locator('dd').first()).toHaveCSS('text-decoration-line', 'line-through');
  await expect(details).not.toContainText('Expires in');
});

test('columns are chosen, moved and resized, and remembered', async ({ page, kernel }) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  await flowTable(page).getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Mark' }).check();
  await page.getByRole('checkbox', { name: 'Rate' }).uncheck();
  await page.keyboard.press('Escape');
  await head(page, 'Zone').getByRole('button').dragTo(head(page, 'Source'));
  await head(page, 'Mark').getByRole('button').focus();
  await page.keyboard.press('Control+ArrowLeft');
  await expect(head(page, 'Mark').getByRole('button')).toBeFocused();
  const before = (await head(page, 'Mark').boundingBox())?.width ?? 0;
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await head(page, 'Mark').boundingBox())?.width).toBeCloseTo(before + 16, 0);
  const order = ['Proto', 'Zone', 'Source', 'Destination', 'State', 'Status', 'Bytes', 'Mark', 'Expires'];
  expect(await heads(page)).toEqual(order);

  await page.reload();
  await expect(flowTable(page)).toBeVisible();
  await expect.poll(() => heads(page)).toEqual(order);
  await expect.poll(async () => (await head(page, 'Mark').boundingBox())?.width).toBeCloseTo(before + 16, 0);
  await flowTable(page).getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Default columns' }).click();
  await expect.poll(() => heads(page)).toContain('Rate');
});

test('an address at full length can be read whole', async ({ page, kernel }) => {
  const source = '2001:db8:1111:2222:3333:4444:5555:6666';
  const ends = ['-s', source, '-d', '2001:db8::1', '--sport', '40000', '--dport', '443'];
  await kernel.conntrack('-I', '-p', 'udp', ...ends, '--timeout', '600');
  await expectAgreement(page, kernel);
  await page.setViewportSize({ width: 1024, height: 640 });
  const text = flowRows(page).getByText(source);
  const hidden = () => text.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(await hidden()).toBeGreaterThan(0);
  await expect(flowRows(page).getByTitle(`[${source}]:40000`)).toBeVisible();
  const edge = await head(page, 'Source').boundingBox();
  if (edge) await page.mouse.dblclick(edge.x + edge.width - 3, edge.y + edge.height / 2);
  await expect.poll(hidden).toBe(0);
});

test('a filter that was used comes back with the arrows; one that got a name, after a restart of the page', async ({
  page,
  kernel,
}) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  const box = filterBox(page);
  for (const filter of ['dst == 203.0.113.81', 'nat or tcp']) {
    await box.fill(filter);
    await box.press('Enter');
  }
  await box.focus();
  await box.press('ArrowUp');
  await box.press('ArrowUp');
  await expect(box).toHaveValue('dst == 203.0.113.81');
  await box.press('Enter');
  await expectSources(page, ['192.0.2.9:40000']);

  await page.getByRole('button', { name: 'Saved and recent filters' }).click();
  await page.getByRole('textbox', { name: 'Name for this filter' }).fill('the other one');
  await page.keyboard.press('Enter');
  await page.reload();
  await expect(flowTable(page)).toBeVisible();
  await page.getByRole('button', { name: 'Saved and recent filters' }).click();
  await page
    .getByRole('region', { name: 'Saved' })
    .getByRole('button', { name: /^the other one/ })
    .click();
  await expectSources(page, ['192.0.2.9:40000']);
});

test('everything that matches is chosen at once, whether it is on the page or not', async ({
  page,
  kernel,
}) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await flowTable(page).focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('banner').getByRole('button', { name: 'Delete 3…' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(flowTable(page).locator('tbody [aria-selected=true]')).toHaveCount(1);
});

test('a filter that is too long says so, and the last good one stays', async ({ page, kernel }) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await filterBox(page).fill('zone == 0 and '.repeat(1428));
  await expect(filterBox(page)).toHaveAttribute('aria-invalid', 'false');
  await filterBox(page).fill('zone == 0 or '.repeat(1600));
  await expect(page.getByText('A filter has at most 20,000 characters; this has 20,800.')).toBeVisible();
  await expect(flowRows(page)).toHaveCount(3);
});
