import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectNoViolations } from './fixtures/axe.ts';
import { fillTable, numberedFlow } from './fixtures/fill-table.ts';
import { expectAgreement, flowRow, flowRows, flowTable } from './fixtures/flows-page.ts';
import type { KernelTable } from './fixtures/kernel-table.ts';

const topBar = (page: Page) => page.getByRole('banner');
const filterBox = (page: Page) => page.getByRole('combobox', { name: /filter/i });
const notifications = (page: Page) => page.getByRole('list', { name: 'Notifications' });

/** Nine flows: three in each of zones 0, 7 and 8; marks 0 to 8. */
async function addFlows(pid: number): Promise<void> {
  const flow = (number: number) =>
    numberedFlow(number, { zone: { direction: 'both', zone: [0, 7, 8][number % 3] ?? 0 }, mark: number });
  expect([...(await fillTable(pid, 0, 9, flow))]).toEqual([]);
}

test.beforeEach(async ({ app, page, kernel }) => {
  await addFlows((await app.holder()).pid);
  await expect(flowRows(page)).toHaveCount(9);
  await expectAgreement(page, kernel);
});

/** Opens the dialog with the first flow chosen. */
async function openDelete(page: Page): Promise<Locator> {
  await flowRows(page).first().click();
  await topBar(page).getByRole('button', { name: 'Delete' }).click();
  return page.getByRole('dialog', { name: /^Delete/ });
}

async function zonesIn(kernel: KernelTable): Promise<readonly number[]> {
  return (await kernel.entries()).map(({ zones }) => zones.original).toSorted((a, b) => a - b);
}

test('deletes what is selected, and Undo in its notification brings it back', async ({ page, kernel }) => {
  const before = await kernel.entries();
  const dialog = await openDelete(page);
  await expect(dialog).toContainText('Only these very flows are deleted');
  await expectNoViolations(page, 'the dialog');
  await dialog.getByRole('button', { name: 'Delete 1 flow' }).click();
  await expect(notifications(page)).toContainText('1 flow deleted');
  expect(await kernel.entries()).toHaveLength(8);
  await notifications(page).getByRole('button', { name: 'Undo' }).click();
  await expect(notifications(page)).toContainText(/Undo deletion of 1 flow: 1 flow brought back/);
  await expect(notifications(page)).toContainText('start time');
  const after = await expectAgreement(page, kernel);
  const told = (entries: typeof before) =>
    entries.map(({ original, mark, state }) => ({ original, mark, state }));
  expect(told(after)).toEqual(expect.arrayContaining(told(before)));
});

test('deletes exactly what Shift+End chose, without what Ctrl+Space took out again', async ({
  app,
  page,
  kernel,
}) => {
  await fillTable((await app.holder()).pid, 1000, 31_000);
  await expect(flowTable(page)).toHaveAttribute('aria-rowcount', '30010');
  await flowTable(page).focus();
  for (const key of ['Home', 'ArrowDown', 'Shift+End']) await page.keyboard.press(key);
  const button = (flows: string) => topBar(page).getByRole('button', { name: `Delete ${flows}…` });
  await expect(button('30,008')).toBeVisible();
  const last = flowTable(page).locator('[aria-rowindex="30010"]');
  await expect(last).toHaveAttribute('aria-selected', 'true');
  for (const key of ['Space', 'ArrowUp', 'ArrowUp', 'Space']) await page.keyboard.press(`Control+${key}`);
  await expect(last).toHaveAttribute('aria-selected', 'false');
  await button('30,006').click();
  await page.getByRole('button', { name: 'Delete 30,006 flows' }).click();
  await expect(notifications(page)).toContainText('30,006 flows deleted');
  expect(await kernel.entries()).toHaveLength(3);
});

test('deletes all that match the filter, and Ctrl+Z brings them back', async ({ page, kernel }) => {
  await filterBox(page).fill('zone == 7');
  await expect(flowRows(page)).toHaveCount(3);
  const dialog = await openDelete(page);
  await dialog.getByLabel('What').selectOption('filter');
  await dialog.getByRole('button', { name: 'Delete 3 flows' }).click();
  await expect(notifications(page)).toContainText('3 flows deleted');
  expect(await zonesIn(kernel)).toEqual([0, 0, 0, 8, 8, 8]);
  await page.getByRole('main').focus();
  await page.keyboard.press('Control+z');
  await expect(notifications(page)).toContainText('3 flows brought back');
  // What offered that is gone: its Undo would take back something else now.
  await expect(notifications(page).getByRole('button', { name: 'Undo' })).toHaveCount(0);
  expect(await zonesIn(kernel)).toEqual([0, 0, 0, 7, 7, 7, 8, 8, 8]);
});

test('empties a zone as it is when it runs', async ({ page, kernel }) => {
  const dialog = await openDelete(page);
  await dialog.getByLabel('What').selectOption('zone');
  await dialog.getByLabel('Zone', { exact: true }).fill('70000');
  await expect(dialog).toContainText('0 to 65535');
  await dialog.getByLabel('Zone', { exact: true }).fill('8');
  await expect(dialog).toContainText('at the moment it runs');
  await expect(dialog).toContainText('conntrack -D -w 8');
  await expect(dialog.getByRole('button', { name: 'Delete 3 flows' })).toBeVisible();
  await kernel.conntrack(
    ...'-I -p udp -s 192.0.2.9 -d 192.0.2.10 --sport 9 --dport 9 -t 600 -w 8'.split(' '),
  );
  await dialog.getByRole('button', { name: /^Delete \d flows/ }).click();
  await expect(notifications(page)).toContainText('4 flows deleted');
  expect(await zonesIn(kernel)).toEqual([0, 0, 0, 7, 7, 7]);
});

test('empties the whole table only when its name is typed', async ({ page, kernel }) => {
  const dialog = await openDelete(page);
  await dialog.getByLabel('What').selectOption('table');
  const button = dialog.getByRole('button', { name: 'Empty the table' });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.click({ force: true });
  expect(await kernel.entries()).toHaveLength(9);
  await dialog.getByLabel('Type Sandbox to confirm').fill('Sandbox');
  await button.click();
  await expect(notifications(page)).toContainText('9 flows deleted');
  expect(await kernel.entries()).toEqual([]);
});

test('changes the mark under a mask, and says what else would be', async ({ page, kernel }) => {
  await flowRow(page, '10.1.0.0:3').click();
  await page.getByRole('button', { name: 'Change flow…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change 1 flow in Sandbox' });
  await expect(dialog.getByLabel('Mark', { exact: true })).toBeFocused();
  await expect(dialog).toContainText('fixed when a flow is made');
  await expectNoViolations(page, 'the dialog');
  await dialog.getByLabel('Mark', { exact: true }).fill('0xff00');
  await dialog.getByLabel('Mask').fill('0xf000');
  await expect(dialog).toContainText('-m 0xf000/0xf000');
  await dialog.getByRole('button', { name: 'Change 1 flow' }).click();
  await expect(notifications(page)).toContainText('1 flow changed');
  const marks = (await kernel.entries()).map(({ mark }) => mark).toSorted((a, b) => a - b);
  expect(marks).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 0xf003]);
});

test('lists what the kernel refuses to change, with the reason', async ({ page, kernel }) => {
  await flowRow(page, '10.1.0.0:3').click();
  await page.getByRole('button', { name: 'Change flow…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Labels to set').fill('3');
  await dialog.getByRole('button', { name: 'Change 1 flow' }).click();
  await expect(dialog).toContainText('1 flow refused');
  await expect(dialog.getByRole('list', { name: 'Flows that were not done' })).toContainText('ENOSPC');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await expectAgreement(page, kernel);
});

test('shows how far a long Undo is, and stops it', async ({ app, page, kernel }) => {
  const inZone9 = (number: number) => numberedFlow(number, { zone: { direction: 'both', zone: 9 } });
  expect([...(await fillTable((await app.holder()).pid, 0, 100_000, inZone9))]).toEqual([]);
  await expect(page.getByRole('contentinfo')).toContainText('100,009 flows');
  const dialog = await openDelete(page);
  await dialog.getByLabel('What').selectOption('zone');
  await dialog.getByLabel('Zone', { exact: true }).fill('9');
  await dialog.getByRole('button', { name: 'Delete 100,000 flows' }).click();
  await expect(notifications(page)).toContainText('100,000 flows deleted');
  await page.getByRole('main').focus();
  await page.keyboard.press('Control+z');
  const undoing = page.getByRole('dialog', { name: 'Undo deletion of 100,000 flows…' });
  await expect(undoing.getByRole('progressbar', { name: 'Progress' })).toBeVisible();
  await undoing.getByRole('button', { name: 'Stop' }).click();
  await expect(notifications(page)).toContainText(/[\d,]+ flows brought back, [\d,]+ not tried/);
  await expect(undoing).toBeHidden();
  const back = (await zonesIn(kernel)).filter((zone) => zone === 9).length;
  expect(back).toBeGreaterThan(0);
  expect(back).toBeLessThan(100_000);
});
