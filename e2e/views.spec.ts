import type { Zones } from '../shared/zone.ts';
import { expect, test } from './fixtures/app.ts';
import {
  detail,
  expectAgreement,
  expectIds,
  flowRow,
  flowRows,
  flowTable,
  rowFor,
  shownFlows,
} from './fixtures/flows-page.ts';
import { openInjectForm } from './fixtures/inject-form.ts';
import { addSamples, pictureWord, showView, tabTo, zoneRow } from './fixtures/views.ts';

test('an empty sandbox fills with samples of everything in one click', async ({ page, kernel }) => {
  await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
  await addSamples(page);
  await expect(flowTable(page)).toBeFocused();
  const entries = await expectAgreement(page, kernel);
  const protocols = new Set(entries.map(({ protocol }) => protocol));
  for (const protocol of [1, 6, 17, 47, 58, 132, 136]) expect(protocols).toContain(protocol);
  expect(new Set(entries.map(({ family }) => family))).toEqual(new Set([4, 6]));
  expect(entries.filter(({ original, reply }) => original.src !== reply.dst).length).toBeGreaterThan(0);
  expect(entries.filter(({ original, reply }) => original.dst !== reply.src).length).toBeGreaterThan(0);
  expect(new Set(entries.map(({ zones }) => zones.original)).size).toBeGreaterThan(2);
  expect(entries.some(({ zones }) => zones.original > 0 && zones.reply === 0)).toBe(true);
  expect(entries.some(({ zones }) => zones.original === 0 && zones.reply > 0)).toBe(true);
  await expect(page.getByRole('contentinfo')).toContainText(`${entries.length} flows`);
  await expectIds(page, entries);
});

test('the details of a translated flow say what is translated, and all else that the kernel knows', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  const entries = await expectAgreement(page, kernel);
  const both = entries.find(
    ({ original, reply }) => original.src !== reply.dst && original.dst !== reply.src && reply.sport,
  );
  if (!both) throw new Error('no sample has both ends translated');
  const row = rowFor(both);
  await flowRow(page, row.protocol, row.source, row.destination, row.zone).click();

  const details = page.getByRole('complementary');
  await expect(details.getByRole('heading', { level: 2 })).toContainText(
    `${row.source} → ${row.destination}`,
  );
  await expect(details).toContainText(
    `Source and destination are both translated: replies come from ${both.reply.src}:${both.reply.sport} and go to ${both.reply.dst}:${both.reply.dport}.`,
  );
  await expect(detail(page, 'Zone')).toHaveText(`${both.zones.original} (both directions)`);
  await expect(detail(page, 'Mark')).toHaveText(`0x${both.mark.toString(16).padStart(8, '0')}`);
  await expect(detail(page, 'ID')).toHaveText(String(both.id));
  for (const bit of ['CONFIRMED', 'SRC_NAT', 'DST_NAT']) {
    await expect(details.getByText(bit, { exact: true })).toBeVisible();
  }
  await expect(details).toContainText(/Expires in \d/);
  await expect(details).toContainText(`conntrack -D -p udp -s ${both.original.src} -d ${both.original.dst}`);
  await details.getByText('Kernel attributes as they came').click();
  await expect(details.getByText('TUPLE_REPLY')).toBeVisible();

  // It ends while somebody looks at it.
  await kernel.conntrack('-D', '-p', 'udp', '-s', both.original.src ?? '');
  await expect(details.getByRole('status')).toContainText('Ended at');
  await details.getByRole('button', { name: 'Close' }).click();
  await expect(details).toBeHidden();
});

test('a flow can be injected, looked at and deleted by keyboard alone', async ({ page, kernel }) => {
  await tabTo(page, page.getByRole('banner').getByRole('button', { name: 'Inject flow' }));
  await page.keyboard.press('Enter');
  const { form, field, latest } = await openInjectForm(page);
  await expect(field('Source address')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(latest).toContainText('created');
  await tabTo(page, page.getByRole('complementary').getByRole('button', { name: 'Close' }), 'back');
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();

  await tabTo(page, flowTable(page));
  await page.keyboard.press('ArrowDown');
  await expect(flowRows(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary')).toContainText('192.0.2.10:40000 → 198.51.100.20:443');
  await expect(flowTable(page)).toBeFocused();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete 1 flow from Sandbox?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await kernel.entries()).toHaveLength(1);

  await expect(flowTable(page)).toBeFocused();
  await page.keyboard.press('Delete');
  await tabTo(page, dialog.getByRole('button', { name: 'Delete 1 flow' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(() => kernel.entries()).toEqual([]);
  await expect(page.getByRole('heading', { name: 'The sandbox is empty' })).toBeVisible();
});

test('the filter narrows the table as it is typed, and says where it is wrong', async ({ page, kernel }) => {
  await addSamples(page);
  const entries = await expectAgreement(page, kernel);
  const udp = entries.filter(({ protocol }) => protocol === 17).length;
  const filter = page.getByRole('combobox', { name: 'Filter flows' });
  await filter.fill('proto == udp');
  await expect(flowRows(page)).toHaveCount(udp);
  expect(new Set((await shownFlows(page)).map(({ protocol }) => protocol))).toEqual(new Set(['UDP']));
  await expect(page.getByRole('search')).toContainText(`${udp} of ${entries.length}`);
  await expect(page.getByRole('contentinfo')).toContainText(`${udp} shown`);

  // What is no filter changes nothing.
  await filter.fill('proto == udp and prot == tcp');
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('search').getByRole('status')).toContainText(/prot/);
  await expect(page.getByRole('search')).toContainText('Did you mean proto?');
  await expect(flowRows(page)).toHaveCount(udp);

  await filter.fill('src == 203.0.113.99');
  await expect(page.getByRole('heading', { name: /^None of \d+ flows matches the filter/ })).toBeVisible();
  await filter.fill('src == 203.0.113.99 and');
  await filter.blur();
  await expect(
    page.getByRole('heading', { name: /matches the last filter without a mistake/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).last().click();
  await expect(flowTable(page)).toBeFocused();
  await expectAgreement(page, kernel);
});

test('Pause freezes the table, Resume catches up', async ({ page, kernel }) => {
  await addSamples(page);
  const before = (await expectAgreement(page, kernel)).length;
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(pictureWord(page)).toHaveText('paused');
  const tuple = [
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
  ];
  await kernel.conntrack('-I', ...tuple);
  await expect(page.getByRole('button', { name: 'Resume 1 change', exact: true })).toBeVisible();
  await kernel.conntrack('-D', '-p', 'gre');
  const resume = page.getByRole('button', { name: 'Resume 2 changes', exact: true });
  await expect(resume).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText(`${before} flows`);
  await expect(flowRow(page, '192.0.2.77:1')).toHaveCount(0);
  await resume.click();
  await expect(flowRow(page, '192.0.2.77:1')).toBeVisible();
  await expect(pictureWord(page)).toHaveText('live');
  await expectAgreement(page, kernel);
});

/** Whether an entry is of a zone: a directional zone leaves its other direction in zone 0, which makes it no entry of zone 0. */
function isOfZone({ zones }: { zones: Zones }, zone: number): boolean {
  return zone === 0
    ? zones.original === 0 && zones.reply === 0
    : zones.original === zone || zones.reply === zone;
}

test('Zones counts what the table holds, and leads to the flows of a zone', async ({ page, kernel }) => {
  await addSamples(page);
  const entries = await expectAgreement(page, kernel);
  await showView(page, 'Zones');
  const zones = new Set(entries.flatMap((entry) => [entry.zones.original, entry.zones.reply]));
  for (const zone of zones) {
    const inside = entries.filter((entry) => isOfZone(entry, zone));
    await expect(zoneRow(page, zone).getByRole('gridcell').nth(1)).toHaveText(String(inside.length));
  }
  await zoneRow(page, 1).click();
  await expect(page.getByRole('heading', { name: 'Zone 1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show flows' }).click();
  await expect(flowTable(page)).toBeFocused();
  const inOne = entries.filter((entry) => isOfZone(entry, 1));
  await expect(flowRows(page)).toHaveCount(inOne.length);
});

test('free zones are found, and one is put into the form', async ({ page, kernel }) => {
  await addSamples(page);
  const entries = await expectAgreement(page, kernel);
  const used = new Set(entries.flatMap((entry) => [entry.zones.original, entry.zones.reply]));
  let free = 1;
  while (used.has(free)) free += 1;
  await showView(page, 'Zones');
  const search = page.getByRole('form', { name: 'Find free zones' });
  await expect(search.getByLabel('From zone')).toHaveValue('1');
  await search.getByLabel('How many').fill('2');
  await search.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('button', { name: `Use zone ${free}` }).click();
  // The drawer opens by itself, once the zone is reserved.
  const form = page.getByRole('form', { name: 'Inject flow' });
  await expect(form.getByLabel('Zone', { exact: true })).toHaveValue(String(free));
});
