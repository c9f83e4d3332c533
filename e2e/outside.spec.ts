import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/app.ts';
import { expectAgreement, expectIds, flowRow, flowRows, flowTable } from './fixtures/flows-page.ts';
import type { KernelTable } from './fixtures/kernel-table.ts';
import { showView, zoneRow } from './fixtures/views.ts';
import { zoneTable } from './fixtures/zones-page.ts';

// What other programs do to the table shows on the page by itself.

const ends = ['-s', '192.0.2.7', '-d', '198.51.100.9', '-t', '900'];
const ports = ['--sport', '4', '--dport', '5'];

/** Makes entries as an administrator would, with conntrack(8). */
async function insert(kernel: KernelTable, ...protocols: readonly (readonly string[])[]): Promise<void> {
  for (const options of protocols) await kernel.conntrack('-I', '-p', ...options);
}

test('entries of protocols beside TCP, UDP and ICMP show up as they are made', async ({ page, kernel }) => {
  await insert(
    kernel,
    ['sctp', ...ends, ...ports, '--state', 'ESTABLISHED', '--orig-vtag', '1', '--reply-vtag', '2'],
    ['gre', ...ends, '--srckey', '0x10', '--dstkey', '0x20'],
    ['dccp', ...ends, ...ports, '--state', 'OPEN', '--role', 'client'],
    ['udplite', ...ends, ...ports],
    ['253', ...ends],
  );
  const entries = await expectAgreement(page, kernel);
  expect(entries.map(({ protocol }) => protocol).sort((a, b) => a - b)).toEqual([33, 47, 132, 136, 253]);
  await expect(flowRow(page, 'SCTP', '192.0.2.7:4', '198.51.100.9:5', 'ESTABLISHED')).toBeVisible();
  await expect(flowRow(page, 'GRE', '192.0.2.7 key 16', '198.51.100.9 key 32')).toBeVisible();
  await expect(flowRow(page, '253', '192.0.2.7', '198.51.100.9')).toBeVisible();
  await expectIds(page, entries);
});

test('a zone of one direction, and zone 0, show in Flows and in Zones', async ({ page, kernel }) => {
  const udp = ['udp', ...ends];
  await insert(
    kernel,
    [...udp, '--sport', '1', '--dport', '2', '--orig-zone', '20'],
    [...udp, '--sport', '3', '--dport', '4', '--reply-zone', '30'],
    [...udp, '--sport', '5', '--dport', '6', '-w', '40'],
    [...udp, '--sport', '7', '--dport', '8'],
    ['tcp', ...ends, '--sport', '9', '--dport', '10', '--state', 'SYN_SENT'],
  );
  await expectAgreement(page, kernel);
  await expect(flowRow(page, '192.0.2.7:1', '20 → 0')).toBeVisible();
  await expect(flowRow(page, '192.0.2.7:3', '0 → 30')).toBeVisible();
  await expect(flowRow(page, '192.0.2.7:5', '40')).toBeVisible();
  await expect(flowRow(page, '192.0.2.7:7', '0')).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('5 flows');

  await showView(page, 'Zones');
  // A flow of one direction leaves the other in zone 0, which does not make it a flow of that: as for filters and the kernel.
  await expectZones(page, { 0: '2', 20: '1', 30: '1', 40: '1' });
  await expect(zoneRow(page, 20)).toContainText('original only');
  await expect(zoneRow(page, 30)).toContainText('reply only');
  await expect(zoneRow(page, 40)).toContainText('both');

  await kernel.conntrack('-D', '-w', '40');
  await expectZones(page, { 0: '2', 20: '1', 30: '1' });
  await expect(page.getByRole('contentinfo')).toContainText('4 flows');
});

test('an entry that is deleted is struck through, then leaves', async ({ page, kernel }) => {
  await insert(
    kernel,
    ['udp', ...ends, '--sport', '1', '--dport', '2'],
    ['udp', ...ends, '--sport', '3', '--dport', '4'],
  );
  await expectAgreement(page, kernel);
  await kernel.conntrack('-D', '-p', 'udp', '--sport', '1');
  await expect(flowRow(page, '192.0.2.7:1')).toHaveCSS('text-decoration-line', 'line-through');
  await expect(flowRow(page, '192.0.2.7:1')).toHaveCount(0);
  await expectAgreement(page, kernel);
  await expect(page.getByRole('contentinfo')).toContainText('1 flow');
  await expect(page.getByRole('contentinfo')).toContainText('1 shown');
});

test('an entry that is changed shows what it is now', async ({ page, kernel }) => {
  const tuple = ['-p', 'tcp', '-s', '192.0.2.7', '-d', '198.51.100.9', '--sport', '1', '--dport', '2'];
  await kernel.conntrack('-I', ...tuple, '-t', '900', '--state', 'SYN_SENT');
  // What is new is told before what changed.
  await expect(flowRow(page, '192.0.2.7:1', 'SYN_SENT')).toHaveAccessibleDescription('new');
  await expect(flowRow(page, '192.0.2.7:1', 'SYN_SENT')).toHaveAccessibleDescription('');
  await kernel.conntrack('-U', ...tuple, '-t', '3000', '--state', 'ESTABLISHED', '-m', '7');
  const row = flowRow(page, '192.0.2.7:1', 'ESTABLISHED');
  await expect(row).toHaveAccessibleDescription('just changed');
  await expectAgreement(page, kernel);
});

test('a table that is flushed becomes the empty one', async ({ page, kernel }) => {
  await insert(kernel, ['gre', ...ends, '--srckey', '1', '--dstkey', '2'], ['udplite', ...ends, ...ports]);
  await expect(flowRows(page)).toHaveCount(2);
  await kernel.conntrack('-F');
  await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  await expect(flowTable(page)).toBeHidden();
});

/** Expects these zones and no others, each with its number of flows. */
async function expectZones(page: Page, flows: Readonly<Record<number, string>>): Promise<void> {
  const grid = zoneTable(page);
  await expect(grid.locator('tbody').getByRole('row')).toHaveCount(Object.keys(flows).length);
  for (const [zone, count] of Object.entries(flows)) {
    await expect(zoneRow(page, Number(zone)).getByRole('gridcell').nth(1)).toHaveText(count);
  }
}
