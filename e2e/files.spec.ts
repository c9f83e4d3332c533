import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectNoViolations } from './fixtures/axe.ts';
import { parseEntry } from './fixtures/entry.ts';
import { chooseFile, saveAs } from './fixtures/file-dialogs.ts';
import { flowRows, flowTable } from './fixtures/flows-page.ts';
import type { KernelTable } from './fixtures/kernel-table.ts';
import { comparable } from './fixtures/same-table.ts';
import { addSamples } from './fixtures/views.ts';

// Flows to files and back, through the page: conntrack(8) says what is in the table.

let folder: string | null = null;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-files-'));
});
test.afterEach(() => {
  if (folder) rmSync(folder, { recursive: true });
});

const pathOf = (name: string): string => join(folder ?? '', name);

const drawer = (page: Page) => page.getByRole('complementary');

async function openDrawer(page: Page, which: 'Export' | 'Import'): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: new RegExp(`^${which} flows`) })
    .click();
  await expect(drawer(page).getByRole('heading', { name: `${which} flows` })).toBeVisible();
}

async function chooseFormat(page: Page, format: string): Promise<void> {
  await drawer(page).getByRole('radio', { name: format, exact: true }).check();
}

const exportButton = (page: Page) => drawer(page).getByRole('button', { name: /^Export \d/ });
const fileButton = (page: Page) => drawer(page).getByRole('button', { name: /file…$/ });

/** Entries without what is new with every life of a flow. */
async function lastingEntries(kernel: KernelTable): Promise<readonly string[]> {
  const entries = await kernel.entries();
  return comparable(entries.map((entry) => ({ ...entry, id: 0 })));
}

for (const [format, extension, lossless] of [
  ['CSV', 'csv', true],
  ['JSON Lines', 'jsonl', true],
  ['Snapshot', 'snapshot', true],
  ['conntrack save', 'save', false],
] as const) {
  test(`a table goes out as ${format} and comes back the same`, async ({ app, page, kernel }) => {
    await addSamples(page);
    const before = await lastingEntries(kernel);
    const path = pathOf(`flows.${extension}`);
    await openDrawer(page, 'Export');
    await chooseFormat(page, format);
    await saveAs(app, path, () => exportButton(page).click());
    await expect(drawer(page).getByRole('heading', { name: 'Exported' })).toBeVisible();
    if (!lossless) await expect(drawer(page)).toContainText('SCTP verification tags');

    await kernel.conntrack('-F');
    await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
    await page.getByRole('button', { name: 'Import a file…' }).click();
    await chooseFile(app, path, () => fileButton(page).click());
    await expect(drawer(page)).toContainText(`flows.${extension}`);
    await drawer(page)
      .getByRole('button', { name: /^Inject \d+ flows$/ })
      .click();
    await expect(drawer(page).getByRole('heading', { name: 'Imported' })).toBeVisible();
    const after = await lastingEntries(kernel);
    if (lossless) expect(after).toEqual(before);
    else expect(before).toEqual(expect.arrayContaining([...after]));
    await expect(drawer(page).getByText('created').locator('+ dd')).toHaveText(String(after.length));
  });
}

test('what is written for conntrack -R, conntrack -R loads', async ({ app, page, kernel }) => {
  await addSamples(page);
  const path = pathOf('flows.save');
  await openDrawer(page, 'Export');
  await chooseFormat(page, 'conntrack save');
  await saveAs(app, path, () => exportButton(page).click());
  await expect(drawer(page).getByRole('heading', { name: 'Exported' })).toBeVisible();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  await kernel.conntrack('-F');
  await kernel.conntrack('-R', path);
  expect(await kernel.entries()).toHaveLength(lines.length);
});

test('the selected flows alone, or those that match the filter, are exported', async ({
  app,
  page,
  kernel,
}) => {
  await addSamples(page);
  const path = pathOf('some.jsonl');
  await flowRows(page).nth(0).click();
  await flowRows(page)
    .nth(2)
    .click({ modifiers: ['Shift'] });
  await flowTable(page).focus();
  await page.keyboard.press('Control+e');
  await chooseFormat(page, 'JSON Lines');
  await expect(drawer(page).getByRole('radio', { name: 'Selected 3' })).toBeChecked();
  await saveAs(app, path, () => exportButton(page).click());
  await expect(drawer(page)).toContainText('3 flows,');
  await expectNoViolations(page, 'what was exported');
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3);

  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Export flows' })).toBeHidden();
  await page.getByRole('combobox', { name: 'Filter' }).fill('proto == udp');
  const udp = (await kernel.entries()).filter(({ protocol }) => protocol === 17).length;
  await openDrawer(page, 'Export');
  await expect(drawer(page).getByRole('radio', { name: `Matching ${udp}` })).toBeChecked();
  await saveAs(app, path, () => exportButton(page).click());
  await expect(drawer(page)).toContainText(`${udp} flows,`);
  const written = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(written.map((line) => JSON.parse(line).protocol)).toEqual(Array(udp).fill(17));
});

test('a file with bad lines is reported line by line, and its good ones are injected', async ({
  app,
  page,
  kernel,
}) => {
  const path = pathOf('conntrack.txt');
  const good = (port: number) =>
    `udp      17 1000 src=192.0.2.1 dst=192.0.2.2 sport=${port} dport=53 [UNREPLIED] src=192.0.2.2 dst=192.0.2.1 sport=53 dport=${port} mark=7 use=1`;
  writeFileSync(path, [good(1), 'nonsense', good(70000), good(2), good(2)].join('\r\n'));
  await openDrawer(page, 'Import');
  await chooseFile(app, path, () => fileButton(page).click());
  const bad = drawer(page).getByRole('list', { name: 'Bad lines' });
  await expect(bad.getByRole('listitem')).toHaveCount(2);
  await expect(bad).toContainText('does not begin with a protocol');
  await expect(bad).toContainText('sport must be a whole number from 0 to 65535, not “70000”');
  await expectNoViolations(page, 'what a file holds');
  await drawer(page).getByRole('button', { name: 'Inject 3 flows' }).click();
  const notMade = drawer(page).getByRole('list', { name: 'Lines that were not made' });
  await expect(notMade.getByRole('listitem').filter({ hasText: 'EEXIST' })).toContainText('5');
  await expectNoViolations(page, 'what became of a file');
  const entries = await kernel.entries();
  expect(entries.map(({ original }) => original.sport).sort()).toEqual(['1', '2']);
  expect(entries.every(({ mark }) => mark === 7)).toBe(true);
  expect(parseEntry(`ipv4 2 ${good(1)}`).mark).toBe(7);
});

test('a wrong file is refused with what is wrong, and another one can be chosen', async ({ app, page }) => {
  await openDrawer(page, 'Import');
  for (const [name, content, message] of [
    ['zeros.bin', Buffer.alloc(100_000), 'This file is not a text file.'],
    ['letter.txt', 'Dear friend,\n', 'This file is in no format that is known here.'],
    ['empty.csv', '', 'There is nothing in this file.'],
    ['wide.csv', Buffer.from('\ufeffprotocol,source', 'utf16le'), 'This file is in UTF-16.'],
  ] as const) {
    const path = pathOf(name);
    writeFileSync(path, content);
    await chooseFile(app, path, () => fileButton(page).click());
    await expect(drawer(page).getByRole('alert')).toContainText(message);
    await expect(drawer(page)).toContainText(name);
  }
});

test('a formula in a file stays a text', async ({ app, page, kernel }) => {
  await kernel.conntrack(...'-I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 1 --dport 2 -t 900'.split(' '));
  await expect(flowRows(page)).toHaveCount(1);
  const path = pathOf('flows.csv');
  await openDrawer(page, 'Export');
  await saveAs(app, path, () => exportButton(page).click());
  await expect(drawer(page).getByRole('heading', { name: 'Exported' })).toBeVisible();
  const [head = '', line = ''] = readFileSync(path, 'utf8').split('\r\n');
  expect(line.split(',')).toHaveLength(head.split(',').length);
  for (const cell of line.split(',')) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});
