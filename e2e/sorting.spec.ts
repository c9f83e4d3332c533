import type { Page } from '@playwright/test';
import ipaddr from 'ipaddr.js';
import { expect, test } from './fixtures/app.ts';
import { fillTable } from './fixtures/fill-table.ts';
import { expectAgreement, flowRows, flowTable } from './fixtures/flows-page.ts';
import { addSamples } from './fixtures/views.ts';

/** Numbers that stand in the order in which the column has to put its texts. */
type Rank = (text: string) => readonly number[];

const protocols = ['ICMP', 'TCP', 'UDP', 'DCCP', 'GRE', 'ESP', 'ICMPv6', 'SCTP', 'UDP-Lite', '253'];

const ranks: Readonly<Record<string, Rank>> = {
  Proto: (text) => [protocols.indexOf(text)],
  Source: rankOfEnd,
  Destination: rankOfEnd,
  State: (text) => (text === '—' ? [0] : [...text].map((letter) => letter.charCodeAt(0))),
  Zone: (text) => {
    const [original = 0, reply = original] = text.split(' → ').map(Number);
    return [original, reply];
  },
  Bytes: (text) => [Number.parseFloat(text)],
  Expires: (text) => {
    const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
      /^(?:(\d+) d ?)?(?:(\d+) h ?)?(?:(\d+) m ?)?(?:(\d+) s)?$/.exec(text) ?? [];
    return [days, hours, minutes, seconds].map(Number);
  },
};

test('a click on a column sorts by it, another turns the order round, a third leaves it', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  const entries = await expectAgreement(page, kernel);
  for (const [title, rank] of Object.entries(ranks)) {
    const head = flowTable(page).getByRole('columnheader', { name: title, exact: true });
    const click = () => head.getByRole('button').click();
    await click();
    await expect(head).toHaveAttribute('aria-sort', 'ascending');
    await expectOrder(page, title, entries.length, (a, b) => compare(rank(a), rank(b)));
    await click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await expectOrder(page, title, entries.length, (a, b) => compare(rank(b), rank(a)));
    await click();
    await expect(head).toHaveAttribute('aria-sort', 'none');
  }
});

test('by status, flows of one kind stand together', async ({ page, kernel }) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  const head = flowTable(page).getByRole('columnheader', { name: 'Status', exact: true });
  for (const order of ['ascending', 'descending']) {
    await head.getByRole('button').click();
    await expect(head).toHaveAttribute('aria-sort', order);
    await expect(async () => {
      const texts = await columnTexts(page, 'Status');
      const runs = texts.filter((text, index) => text !== texts[index - 1]);
      expect(runs).toEqual([...new Set(texts)]);
    }).toPass({ timeout: 5000 });
  }
});

test('IPv4 comes before IPv6, and a second column with Shift sorts what is equal', async ({
  page,
  kernel,
}) => {
  await addSamples(page);
  await expectAgreement(page, kernel);
  const click = (title: string, modifiers: 'Shift'[] = []) =>
    flowTable(page)
      .getByRole('columnheader', { name: title, exact: true })
      .getByRole('button')
      .click({ modifiers });
  await click('Proto');
  await click('Source', ['Shift']);
  await expect(async () => {
    const names = await columnTexts(page, 'Proto');
    const sources = await columnTexts(page, 'Source');
    const tcp = sources.filter((_, index) => names[index] === 'TCP');
    expect(tcp).toEqual([...tcp].sort((a, b) => compare(rankOfEnd(a), rankOfEnd(b))));
    expect(tcp[0]).not.toContain('[');
    expect(tcp.at(-1)).toContain('[');
    expect(names).toEqual([...names].sort((a, b) => protocols.indexOf(a) - protocols.indexOf(b)));
  }).toPass({ timeout: 5000 });
});

test('the row under the pointer stays there while flows come and go above it', async ({
  page,
  app,
  kernel,
}) => {
  const { pid } = await app.holder();
  await fillTable(pid, 1000, 2000);
  const grid = flowTable(page);
  await grid.getByRole('columnheader', { name: 'Source', exact: true }).getByRole('button').click();
  await expect(grid).toHaveAttribute('aria-rowcount', '1001');
  const row = flowRows(page).filter({ hasText: ':1500' });
  // The order that was asked for begins at its top when it comes.
  await expect(async () => {
    await grid.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await expect(row).toBeVisible({ timeout: 500 });
  }).toPass();
  await row.hover();
  const before = await row.boundingBox();
  // Five hundred sort before it; ten of those that were there go.
  await fillTable(pid, 500, 1000);
  for (let port = 1000; port < 1010; port++)
    await kernel.conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.0', '--sport', String(port));
  await expect(grid).toHaveAttribute('aria-rowcount', '1491', { timeout: 10_000 });
  await expect(row).toHaveAttribute('aria-rowindex', '992');
  expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? Number.NaN, 0);
});

async function expectOrder(
  page: Page,
  title: string,
  rows: number,
  order: (a: string, b: string) => number,
): Promise<void> {
  await expect(async () => {
    const texts = await columnTexts(page, title);
    expect(texts).toHaveLength(rows);
    expect(texts).toEqual([...texts].sort(order));
  }).toPass({ timeout: 5000 });
}

/** A column's texts from top to bottom. */
function columnTexts(page: Page, title: string): Promise<string[]> {
  return flowTable(page).evaluate((table, wanted) => {
    // Sorted by several columns, each says its place after its title.
    const titles = [...table.querySelectorAll('th')].map((head) =>
      head.textContent?.replace(/\d$/, '').trim(),
    );
    const place = titles.indexOf(wanted);
    return [...table.querySelectorAll('tbody tr')].map(
      (row) => row.children[place]?.textContent?.trim() ?? '',
    );
  }, title);
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, `192.0.2.1 id 7`: by family, then address, then port. */
function rankOfEnd(text: string): readonly number[] {
  const [first = ''] = text.split(' ');
  const [, host = first, port] =
    /^\[?([^\]]+?)\]?:(\d+)$/.exec(first.includes('.') || first.includes(']') ? first : '') ?? [];
  const address = ipaddr.parse(host);
  return [address.kind() === 'ipv4' ? 4 : 6, ...address.toByteArray(), ...(port ? [Number(port)] : [])];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
