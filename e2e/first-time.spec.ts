import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { insertClients, insertTranslated } from './fixtures/clients.ts';
import { saveAs } from './fixtures/file-dialogs.ts';
import { fillTable, numberedFlow } from './fixtures/fill-table.ts';
import { expectAgreement, flowRow, flowRows, flowTable, livingFlows } from './fixtures/flows-page.ts';
import type { KernelTable } from './fixtures/kernel-table.ts';
import { showView, tabTo } from './fixtures/views.ts';
import { shownZones, zoneTable } from './fixtures/zones-page.ts';

// What people want to know on their first day, each found out with a mouse and without one.

const filterBox = (page: Page): Locator => page.getByRole('combobox', { name: 'Filter flows' });
const details = (page: Page): Locator => page.getByRole('complementary');
const cell = (page: Page, text: RegExp): Locator =>
  flowRows(page).getByRole('gridcell').filter({ hasText: text }).first();

async function expectSources(page: Page, sources: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await livingFlows(page)).map((flow) => flow.source).sort())
    .toEqual([...sources].sort());
}

test.describe('who talks to 203.0.113.80', () => {
  test.beforeEach(async ({ page, kernel }) => {
    await insertClients(kernel);
    await expectAgreement(page, kernel);
  });

  test('with a mouse: by the menu of its cell', async ({ page }) => {
    await cell(page, /^203\.0\.113\.80:443$/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Only this address/ }).click();
    await expect(filterBox(page)).toHaveValue('dst == 203.0.113.80');
    await expectSources(page, ['192.0.2.7:40000', '192.0.2.8:40000']);

    await cell(page, /^192\.0\.2\.7:40000$/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Not this', exact: true }).click();
    await expectSources(page, ['192.0.2.8:40000']);
  });

  test('without: by typing it, or completing it', async ({ page }) => {
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
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(filterBox(page)).toHaveValue(/203\.0\.113\.8[01]/);
  });
});

test.describe('why a connection is translated', () => {
  test.beforeEach(async ({ page, kernel }) => {
    await insertTranslated(kernel);
    await expectAgreement(page, kernel);
  });
  const expectExplained = async (page: Page) => {
    await expect(details(page)).toContainText(
      'The destination is translated: replies come from 198.51.100.5:8443.',
    );
    await expect(details(page)).toContainText('A FIN of either side leads to FIN_WAIT');
  };

  test('with a mouse', async ({ page }) => {
    await flowRow(page, '192.0.2.7:40000').click();
    await expectExplained(page);
  });

  test('without', async ({ page }) => {
    await flowTable(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectExplained(page);
  });
});

test.describe('which zone fills the table', () => {
  test.beforeEach(async ({ app, page }) => {
    // Twelve of sixteen flows are in zone 7.
    const zoneOf = (number: number) => (number < 12 ? 7 : number);
    const { pid } = await app.holder();
    const inZone = (number: number) =>
      numberedFlow(number, { zone: { direction: 'both', zone: zoneOf(number) } });
    expect([...(await fillTable(pid, 0, 16, inZone))]).toEqual([]);
    await expect(flowRows(page)).toHaveCount(16);
  });

  test('with a mouse', async ({ page }) => {
    await showView(page, 'Zones');
    const flows = zoneTable(page).getByRole('columnheader', { name: 'Flows' });
    await expect(async () => {
      if ((await flows.getAttribute('aria-sort')) !== 'descending') await flows.getByRole('button').click();
      await expect(flows).toHaveAttribute('aria-sort', 'descending', { timeout: 500 });
    }).toPass();
    await expect.poll(async () => (await shownZones(page))[0]).toBe(7);
    await zoneTable(page).locator('tbody').getByRole('row').filter({ hasText: '75 %' }).click();
    await page.getByRole('button', { name: 'Show flows' }).click();
    await expect(flowRows(page)).toHaveCount(12);
  });

  test('without', async ({ page }) => {
    await flowTable(page).focus();
    await page.keyboard.press('2');
    await tabTo(page, zoneTable(page));
    const row = zoneTable(page).locator('tbody tr[aria-selected=true]');
    await page.keyboard.press('Home');
    for (let step = 0; step < 5 && !(await row.textContent())?.includes('75 %'); step++) {
      await page.keyboard.press('ArrowDown');
    }
    await expect(row.getByRole('gridcell').first()).toHaveText('7');
    await page.keyboard.press('Enter');
    await expect(flowRows(page)).toHaveCount(12);
  });
});

test.describe('watch one flow die', () => {
  test.beforeEach(async ({ page, kernel }) => {
    await insertClients(kernel);
    await expectAgreement(page, kernel);
    await filterBox(page).fill('src == 192.0.2.7');
    await expect(flowRows(page)).toHaveCount(1);
  });
  const endAndWatch = async (page: Page, kernel: KernelTable) => {
    await expect(details(page)).toContainText('nf_conntrack_tcp_timeout_established');
    await kernel.conntrack('-D', '-s', '192.0.2.7');
    const row = flowRow(page, '192.0.2.7:40000');
    await expect(row).toHaveAttribute('aria-description', 'ended');
    await expect(details(page).getByRole('status')).toHaveText(/^Ended at \d\d:\d\d:\d\d/);
    await expect(row).toHaveCount(0);
    await expect(details(page).locator('dd').first()).toHaveCSS('text-decoration-line', 'line-through');
    await expect(details(page)).not.toContainText('Expires in');
  };

  test('with a mouse', async ({ page, kernel }) => {
    await flowRow(page, '192.0.2.7:40000').click();
    await endAndWatch(page, kernel);
  });

  test('without', async ({ page, kernel }) => {
    await filterBox(page).press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await endAndWatch(page, kernel);
  });
});

test.describe('freeze and export what is on screen', () => {
  let path: string;
  test.beforeEach(async ({ page, kernel }) => {
    path = join(mkdtempSync(join(tmpdir(), 'conntrack-inspector-first-')), 'shown.csv');
    await insertClients(kernel);
    await expectAgreement(page, kernel);
  });
  const expectExported = async (page: Page) => {
    await expect(details(page).getByRole('heading', { name: 'Exported' })).toBeVisible();
    const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('192.0.2.99');
    rmSync(join(path, '..'), { recursive: true });
  };

  /** Comes while the table is frozen, and is not on the screen. */
  const late = [
    '-p',
    'udp',
    '-s',
    '192.0.2.99',
    '-d',
    '192.0.2.1',
    '--sport',
    '9',
    '--dport',
    '9',
    '-t',
    '99',
  ];
  const exportSelected = (page: Page) => details(page).getByRole('button', { name: 'Export 3 flows…' });

  test('with a mouse', async ({ app, page, kernel }) => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await kernel.conntrack('-I', ...late);
    await expect(page.getByRole('button', { name: 'Resume 1 change' })).toBeVisible();
    await page.getByRole('banner').getByRole('button', { name: 'Export flows' }).click();
    await expect(details(page)).toContainText('The table is paused');
    await flowRows(page).first().click();
    await flowRows(page)
      .last()
      .click({ modifiers: ['Shift'] });
    await details(page).getByRole('radio', { name: 'Selected 3' }).check({ force: true });
    await saveAs(app, path, () => exportSelected(page).click());
    await expectExported(page);
  });

  test('without', async ({ app, page, kernel }) => {
    await flowTable(page).focus();
    await page.keyboard.press('Space');
    await kernel.conntrack('-I', ...late);
    await expect(page.getByRole('button', { name: 'Resume 1 change' })).toBeVisible();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Control+e');
    await expect(exportSelected(page)).toBeVisible();
    await tabTo(page, exportSelected(page));
    await saveAs(app, path, () => page.keyboard.press('Enter'));
    await expectExported(page);
  });
});
