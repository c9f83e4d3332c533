import { expect, type Page } from '@playwright/test';
import { flowRow, flowTable } from '../fixtures/flows-page.ts';
import { pictureWord, showView, zoneRow } from '../fixtures/views.ts';
import type { TableKind } from './tables.ts';

/** desk: 1440×900 · least: the window's least size · small: less than that · zoomed: a desk at 200 %. */
export type Size = 'desk' | 'least' | 'small' | 'zoomed';

/** One view in one state. To add a picture, add an entry to {@link shots}. */
export interface Shot {
  /** Of its files, without theme. */
  readonly name: string;
  readonly table: TableKind;
  readonly size?: Size;
  /** Brings a freshly loaded page to what the picture shows. */
  readonly show: (page: Page) => Promise<void>;
  /** Which of the two is kept for the README. */
  readonly readme?: 'dark' | 'light';
}

const viewNames = ['Flows', 'Zones', 'Events', 'Capacity', 'Demos', 'Settings'] as const;

/** Long enough for rates, and for curves of them. */
const TRAFFIC_MS = 20_000;
/** Long enough for what is asked for once a second. */
const SETTLE_MS = 1_200;

/** Every view, as it is found on the rail. */
function views(table: TableKind, size: Size = 'desk'): Shot[] {
  return viewNames.map((view) => ({
    name: [view.toLowerCase(), table, ...(size === 'desk' ? [] : [size])].join('-'),
    table,
    size,
    async show(page) {
      if (table !== 'failing') await expect(pictureWord(page)).toHaveText(/live|resyncing|listing/);
      await showView(page, view);
      await page.waitForTimeout(SETTLE_MS);
    },
  }));
}

async function live(page: Page): Promise<void> {
  await expect(pictureWord(page)).toHaveText('live');
}

/** Runs a command by its name. */
async function choose(page: Page, command: string): Promise<void> {
  await live(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(SETTLE_MS);
}

async function inTable(page: Page, key: string): Promise<void> {
  await live(page);
  await flowTable(page).focus();
  await page.keyboard.press(key);
}

/** What conntrack -L printed, with mistakes in it. */
function fileWithBadLines(): string {
  const flow = (port: number, zone = '') =>
    `udp 17 1000 src=192.0.2.1 dst=192.0.2.2 sport=${port} dport=53 [UNREPLIED] src=192.0.2.2 dst=192.0.2.1 sport=53 dport=${port} mark=7 ${zone}use=1`;
  const good = Array.from({ length: 40 }, (_, index) => flow(1000 + index));
  return [...good, 'Dear friend,', flow(70_000), flow(9, 'zone=abc ')].join('\n');
}

export const shots: readonly Shot[] = [
  {
    name: 'flows',
    table: 'typical',
    readme: 'dark',
    async show(page) {
      await live(page);
      const bytes = flowTable(page).getByRole('columnheader', { name: 'Bytes' });
      for (const order of ['ascending', 'descending']) {
        await bytes.getByRole('button').click();
        await expect(bytes).toHaveAttribute('aria-sort', order);
      }
      await flowRow(page, '203.0.113.80:443').first().click();
      await page.waitForTimeout(TRAFFIC_MS);
    },
  },
  {
    name: 'zones',
    table: 'typical',
    readme: 'dark',
    async show(page) {
      await live(page);
      await showView(page, 'Zones');
      await zoneRow(page, 20).click();
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'inject',
    table: 'typical',
    readme: 'dark',
    async show(page) {
      await live(page);
      await page.getByRole('banner').getByRole('button', { name: 'Inject flow' }).click();
      await expect(
        page.getByRole('form', { name: 'Inject flow' }).getByLabel('Source address', { exact: true }),
      ).toHaveValue('192.0.2.10');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  ...views('typical'),
  ...views('empty'),
  ...views('full'),
  ...views('failing'),
  ...views('typical', 'least'),
  ...views('typical', 'small'),
  ...views('typical', 'zoomed'),
  {
    name: 'palette',
    table: 'typical',
    async show(page) {
      await live(page);
      await page.keyboard.press('Control+k');
    },
  },
  {
    name: 'palette-small',
    table: 'typical',
    size: 'small',
    async show(page) {
      await live(page);
      await page.keyboard.press('Control+k');
    },
  },
  { name: 'keys', table: 'typical', show: (page) => inTable(page, '?') },
  {
    name: 'delete',
    table: 'typical',
    async show(page) {
      await live(page);
      await page.getByRole('combobox', { name: 'Filter flows' }).fill('dst == 203.0.113.80');
      await flowRow(page, '203.0.113.80:443').first().click();
      await flowTable(page).focus();
      await page.keyboard.press('Delete');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'flush',
    table: 'typical',
    async show(page) {
      await inTable(page, 'ArrowDown');
      await page.keyboard.press('Delete');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('What').selectOption('table');
      await dialog.getByLabel('Type Sandbox to confirm').fill('Sandbox');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'change',
    table: 'typical',
    async show(page) {
      await live(page);
      await page.getByRole('combobox', { name: 'Filter flows' }).fill('dst == 203.0.113.80');
      await flowRow(page, '203.0.113.80:443').first().click();
      await page.getByRole('button', { name: 'Change flow…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Mark', { exact: true }).fill('0xff00');
      await dialog.getByLabel('Mask').fill('0xf000');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'import-report',
    table: 'typical',
    async show(page) {
      await choose(page, 'Import flows');
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file…' }).click();
      await (await choosing).setFiles({
        name: 'conntrack.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from(fileWithBadLines()),
      });
      await expect(page.getByRole('list', { name: 'Bad lines' })).toBeVisible();
    },
  },
  {
    name: 'zones-compared',
    table: 'typical',
    async show(page) {
      await live(page);
      await showView(page, 'Zones');
      await zoneRow(page, 20).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Compare with…' }).click();
      await page.getByRole('textbox', { name: 'Zone B' }).fill('30');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  { name: 'export', table: 'typical', show: (page) => choose(page, 'Export flows') },
  { name: 'import', table: 'typical', show: (page) => choose(page, 'Import flows') },
  {
    name: 'cell-menu',
    table: 'typical',
    async show(page) {
      await live(page);
      await flowTable(page).getByRole('gridcell', { name: 'ESTABLISHED' }).first().click({ button: 'right' });
    },
  },
  {
    name: 'inject-folds',
    table: 'typical',
    async show(page) {
      await live(page);
      await page.getByRole('banner').getByRole('button', { name: 'Inject flow' }).click();
      for (const fold of await page.getByRole('form', { name: 'Inject flow' }).locator('summary').all())
        await fold.click();
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'filter-mistake',
    table: 'typical',
    async show(page) {
      await live(page);
      await page.getByRole('combobox', { name: 'Filter flows' }).fill('prot == tcp');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'events-gap',
    table: 'interrupted',
    async show(page) {
      await live(page);
      await showView(page, 'Events');
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'events-lost',
    table: 'typical',
    async show(page) {
      await live(page);
      await page
        .getByRole('contentinfo')
        .getByRole('button', { name: /events lost/ })
        .click();
    },
  },
  {
    name: 'notifications',
    table: 'typical',
    async show(page) {
      await inTable(page, 'Home');
      for (let copied = 0; copied < 6; copied++) {
        await page.keyboard.press('Control+c');
        await page.keyboard.press('Shift+ArrowDown');
      }
      await page.waitForTimeout(SETTLE_MS);
    },
  },
  {
    name: 'demo',
    table: 'empty',
    async show(page) {
      await live(page);
      await showView(page, 'Demos');
      await page.getByRole('button', { name: 'Run: Source translation and a port forward' }).click();
      await expect(flowRow(page, '203.0.113.80:443')).toBeVisible({ timeout: 15_000 });
      await page.waitForTimeout(SETTLE_MS);
    },
  },
];
