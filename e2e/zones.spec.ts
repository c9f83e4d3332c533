import { watchFrames } from './bench/page-frames.ts';
import { expect, test } from './fixtures/app.ts';
import { expectNoViolations } from './fixtures/axe.ts';
import { fillTable, numberedFlow } from './fixtures/fill-table.ts';
import { expectAgreement, flowRows } from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';
import { addSamples, showView, tabTo, zoneRow } from './fixtures/views.ts';
import { fillZones, shownZones, zoneFilter, zoneMap, zoneSearch, zoneTable } from './fixtures/zones-page.ts';

test('zones are sorted and filtered by what the table shows, and both are kept when one looks elsewhere', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  await showView(page, 'Zones');
  await zoneTable(page).getByRole('columnheader', { name: 'Zone', exact: true }).getByRole('button').click();
  await expect.poll(() => shownZones(page)).toEqual([0, 1, 2, 3, 4]);

  await zoneFilter(page).fill('1..3 and flows > 3');
  await expect.poll(() => shownZones(page)).toEqual([2]);
  await expect(page.getByRole('search')).toContainText('1 shown · 5 zones in use');
  await showView(page, 'Flows');
  await showView(page, 'Zones');
  await expect(zoneFilter(page)).toHaveValue('1..3 and flows > 3');
  await expect.poll(() => shownZones(page)).toEqual([2]);

  // What is no filter changes nothing, and is marked where it is wrong.
  await zoneFilter(page).fill('1..3 and flow > 3');
  await expect(zoneFilter(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('search')).toContainText('Zones have no column “flow”. Did you mean flows?');
  await expect.poll(() => shownZones(page)).toEqual([2]);

  await zoneFilter(page).fill('flows > 1000');
  await expect(page.getByRole('heading', { name: 'None of 5 zones matches the filter' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).first().click();
  await expect.poll(() => shownZones(page)).toEqual([0, 1, 2, 3, 4]);
});

test('the map is read, walked and zoomed by keyboard, and leads to the flows of a zone', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  await showView(page, 'Zones');
  await expect(page.getByText('5 zones in use of 65,536')).toBeVisible();
  await tabTo(page, zoneMap(page));
  await expect(zoneMap(page)).toHaveAttribute('aria-valuetext', /^Zones 0–15: 5 in use/);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(zoneMap(page)).toHaveAttribute('aria-valuetext', 'Zone 2: 1–9 flows');
  await expect(page.getByText('Each square is one zone: 0–4095')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(zoneFilter(page)).toHaveValue('2');
  await expect.poll(() => shownZones(page)).toEqual([2]);
  await expect(page.getByRole('heading', { name: 'Zone 2', exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  const entries = await kernel.entries();
  await expect(flowRows(page)).toHaveCount(
    entries.filter(({ zones }) => zones.original === 2 || zones.reply === 2).length,
  );
});

test('the map is clicked and zoomed by pointer where that points to', async ({ page, app }) => {
  await fillZones((await app.holder()).pid, 32_768, 32_770);
  await showView(page, 'Zones');
  // 16 zones a square and 64 squares a line: zone 32,768 begins the lower half.
  const box = await zoneMap(page).boundingBox();
  if (!box) throw new Error('the map is not there');
  const square = { x: box.width / 128, y: box.height / 2 + box.height / 128 };
  await zoneMap(page).hover({ position: square });
  await expect(page.getByText('Zones 32768–32783: 2 in use, up to 1–9 flows')).toBeVisible();
  await zoneMap(page).click({ position: square });
  await expect(zoneFilter(page)).toHaveValue('32768..32783');
  await page.mouse.wheel(0, -100);
  await expect(page.getByText(/^Each square is 4 zones: /)).toBeVisible();
  await page.mouse.wheel(0, -100);
  await expect(page.getByText('Each square is one zone: 30720–34815')).toBeVisible();
  await page.mouse.wheel(0, 100);
  await page.mouse.wheel(0, 100);
  await expect(page.getByText('Each square is 16 zones: 0–65535')).toBeVisible();
});

test('what can be done with a zone is offered by the menu key, and Escape leads back', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  await showView(page, 'Zones');
  await zoneFilter(page).fill('zone == 1');
  await expect.poll(() => shownZones(page)).toEqual([1]);
  await zoneFilter(page).press('Enter');
  await expect(zoneTable(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'Zone 1' });
  await expect(menu.getByRole('menuitem', { name: 'Show flows' })).toBeFocused();
  await page.keyboard.press('r');
  await expect(menu.getByRole('menuitem', { name: /^Release/ })).toContainText('It is not reserved.');
  await page.keyboard.press('Enter');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(zoneTable(page)).toBeFocused();

  await zoneRow(page, 1).click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Export…' }).click();
  await expect(page.getByRole('combobox', { name: 'Filter flows' })).toHaveValue('zone == 1');
  await expect(page.getByRole('complementary', { name: 'Export flows' })).toContainText('Matching 3');
  await showView(page, 'Zones');
  await zoneRow(page, 1).click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Inject a flow here' }).click();
  await expect((await openInjectForm(page)).field('Zone')).toHaveValue('1');
});

test('a zone is flushed from its menu after a preview, and no other zone loses a flow', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  const before = await expectAgreement(page, kernel);
  const inTwo = before.filter(({ zones }) => zones.original === 2 || zones.reply === 2);
  await showView(page, 'Zones');
  await zoneRow(page, 2).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Flush…' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${inTwo.length} flows from Sandbox?` });
  await expect(dialog.getByLabel('Zone')).toHaveValue('2');
  await dialog.getByRole('button', { name: `Delete ${inTwo.length} flows` }).click();
  await expect(zoneRow(page, 2)).toHaveCount(0);
  await expect(page.getByRole('complementary')).toContainText('It holds no flows now.');
  await expect.poll(async () => (await kernel.entries()).length).toBe(before.length - inTwo.length);
});

test('in a small window the panel is closed and opened, and gives way to the table', async ({ page }) => {
  await page.setViewportSize({ width: 600, height: 400 });
  await addSamples(page);
  await showView(page, 'Zones');
  await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
  await expect(zoneMap(page)).toBeHidden();
  const box = await zoneTable(page).boundingBox();
  expect(box?.width).toBeGreaterThan(450);
  await page.getByRole('button', { name: 'Show map, details and free zones' }).click();
  await expect(zoneMap(page)).toBeVisible();
});

test('two zones are compared by their tuples', async ({ page, app, kernel }) => {
  const pid = (await app.holder()).pid;
  const into = (zone: number) => (number: number) =>
    numberedFlow(number, { zone: { direction: 'both', zone } });
  await fillTable(pid, 0, 30, into(7));
  await fillTable(pid, 20, 60, into(8));
  await showView(page, 'Zones');
  await zoneRow(page, 7).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare with…' }).click();
  const comparison = page.getByRole('region', { name: 'Compare zones' });
  await expect(comparison.getByRole('textbox', { name: 'Zone B' })).toBeFocused();
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  await expect(comparison.getByRole('radio', { name: 'Only in 7 · 20' })).toBeChecked();
  await expect(comparison.getByRole('row')).toHaveCount(21);
  await comparison.getByRole('radio', { name: 'In both · 10' }).check({ force: true });
  await expect(comparison.getByRole('row').nth(1)).toContainText('ESTABLISHEDESTABLISHED');
  await comparison.getByRole('button', { name: 'Swap the zones' }).click();
  await expect(comparison.getByRole('radio', { name: 'Only in 8 · 30' })).toBeVisible();

  await comparison.getByRole('textbox', { name: 'Zone B' }).fill('65536');
  await comparison.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(comparison.getByRole('textbox', { name: 'Zone B' })).toBeFocused();
  await expect(comparison).toContainText('0 to 65535');
  await comparison.getByRole('button', { name: 'Back to the zones' }).click();
  await expect(zoneTable(page)).toBeFocused();
  expect(await kernel.entries()).toHaveLength(70);
});

test('with 60,000 zones in use the table scrolls to the last and stays smooth; with all of them used no search finds one', async ({
  page,
  app,
}, testInfo) => {
  test.setTimeout(120_000);
  const pid = (await app.holder()).pid;
  await fillZones(pid, 0, 60_000);
  await showView(page, 'Zones');
  await expect(page.getByText('60,000 zones in use of 65,536')).toBeVisible();
  await zoneTable(page).getByRole('columnheader', { name: 'Zone', exact: true }).getByRole('button').click();
  await expect(zoneTable(page)).toHaveAttribute('aria-rowcount', '60001');
  expect(await zoneTable(page).locator('tbody tr').count()).toBeLessThan(150);

  const { frames, shareInTime, longestTaskMs } = await watchFrames(page, { seconds: 4, scrolls: true });
  const words = `${frames} frames, ${(100 * shareInTime).toFixed(1)} % within 18 ms, longest task ${longestTaskMs} ms`;
  testInfo.annotations.push({ type: 'frames while scrolling zones', description: words });
  expect(longestTaskMs).toBeLessThan(1000);

  await zoneTable(page).focus();
  await page.keyboard.press('End');
  await expect(zoneRow(page, 59_999)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { name: 'Zone 59999', exact: true })).toBeVisible();

  await zoneSearch(page).getByLabel('How many').fill('1000');
  await zoneSearch(page).getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('button', { name: 'Use zone 60000' })).toBeVisible();
  await fillZones(pid, 60_000, 65_533);
  await expect(page.getByText('65,533 zones in use of 65,536')).toBeVisible();
  await zoneSearch(page).getByRole('button', { name: 'Reserve', exact: true }).click();
  await expect(page.getByRole('complementary')).toContainText(
    'Only 3 of 1,000 zones are free. Of 65,536 zones 65,533 hold flows.',
  );
  await fillZones(pid, 65_533, 65_536);
  await expect(page.getByText('65,536 zones in use of 65,536')).toBeVisible();
  await zoneSearch(page).getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('complementary')).toContainText(
    'No zone is free. Of 65,536 zones 65,536 hold flows.',
  );
});

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing to complain about in menu, reservations and comparison, ${scheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await addSamples(page);
    await showView(page, 'Zones');
    await zoneSearch(page).getByLabel('How many').fill('3');
    await zoneSearch(page).getByRole('button', { name: 'Reserve', exact: true }).click();
    await expect(page.getByText('3 zones by this window')).toBeVisible();
    await zoneRow(page, 1).click();
    await zoneFilter(page).fill('flows >');
    await expectNoViolations(page, 'a filter that is wrong, and reservations');
    await zoneFilter(page).fill('');
    await zoneRow(page, 1).click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expectNoViolations(page, 'the menu of a zone');
    await page.getByRole('menuitem', { name: 'Compare with…' }).click();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('radio', { name: /^In both/ })).toBeVisible();
    await expectNoViolations(page, 'a comparison');
  });
}
