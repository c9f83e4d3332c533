import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { insertClients } from './fixtures/clients.ts';
import { expectAgreement, flowRows, flowTable, livingFlows } from './fixtures/flows-page.ts';
import { addSamples } from './fixtures/views.ts';

// What people do in the Flows view, each task with and without a mouse.

const filterBox = (page: Page): Locator => page.getByRole('combobox', { name: 'Filter flows' });
const heads = (page: Page): Promise<string[]> => flowTable(page).getByRole('columnheader').allTextContents();
const head = (page: Page, title: string): Locator =>
  flowTable(page).getByRole('columnheader', { name: title, exact: true });

async function expectSources(page: Page, sources: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await livingFlows(page)).map((flow) => flow.source).sort())
    .toEqual([...sources].sort());
}

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

  // An edge that the pointer was taken away from is not drawn on.
  const mark = await head(page, 'Mark').boundingBox();
  const edge = { x: (mark?.x ?? 0) + (mark?.width ?? 0) - 3, y: (mark?.y ?? 0) + (mark?.height ?? 0) / 2 };
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  await page.mouse.move(edge.x + 40, edge.y);
  await expect.poll(async () => (await head(page, 'Mark').boundingBox())?.width).toBeCloseTo(before + 56, 0);
  await head(page, 'Mark').locator('[aria-hidden]').last().dispatchEvent('lostpointercapture');
  await page.mouse.move(edge.x + 80, edge.y);
  await page.mouse.up();
  await expect.poll(async () => (await head(page, 'Mark').boundingBox())?.width).toBeCloseTo(before + 16, 0);

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

test('a text of 256 characters in a cell makes neither its row nor its column larger', async ({
  page,
  kernel,
}) => {
  await insertClients(kernel);
  await expectAgreement(page, kernel);
  await flowTable(page).getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Helper' }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pause' }).click();
  const titles = await heads(page);
  const helper = flowRows(page).first().getByRole('gridcell').nth(titles.indexOf('Helper'));
  const before = await helper.boundingBox();
  // The kernel's own names are at most 15 characters long: a longer one can only be put there by hand.
  await helper.evaluate((cell) => {
    const deepest = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
    if (deepest) deepest.textContent = 'h'.repeat(256);
  });
  await expect(helper).toContainText('h'.repeat(256));
  expect(await helper.boundingBox()).toEqual(before);
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
