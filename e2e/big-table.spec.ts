import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { watchFrames } from './bench/page-frames.ts';
import { expect, test } from './fixtures/app.ts';
import { fillTable, numberedFlow } from './fixtures/fill-table.ts';
import { flowTable } from './fixtures/flows-page.ts';

/** What the kernel's limit leaves room for, with some to spare. */
const room = Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_max', 'latin1')) * 0.8;
const FLOWS = Math.floor(Math.min(1_000_000, room));

test('as many flows as there is room for are scrolled to the very last, and every stop shows the right ones', async ({
  page,
  app,
}, testInfo) => {
  test.setTimeout(180_000);
  await fillTable((await app.holder()).pid, 0, FLOWS);
  await expect(flowTable(page)).toHaveAttribute('aria-rowcount', String(FLOWS + 1), { timeout: 60_000 });
  await flowTable(page)
    .getByRole('columnheader', { name: 'Source', exact: true })
    .getByRole('button')
    .click();
  await expectFlow(page, 0);

  const frames = await watchFrames(page, { seconds: 6, scrolls: true });
  const { frames: count, shareInTime, longestTaskMs } = frames;
  const words = `${FLOWS} flows: ${count} frames, ${(100 * shareInTime).toFixed(1)} % within 18 ms, longest task ${longestTaskMs} ms`;
  testInfo.annotations.push({ type: 'frames while scrolling', description: words });

  await flowTable(page).focus();
  await page.keyboard.press('End');
  await expectFlow(page, FLOWS - 1);
  for (const share of [0.5, 0.123, 0.987]) {
    const number = await scrollTo(page, share);
    await expectFlow(page, number);
  }
  await page.keyboard.press('Home');
  await expectFlow(page, 0);

  const [selecting] = await Promise.all([
    watchFrames(page, { seconds: 4, scrolls: false }),
    page.keyboard.press('Shift+End'),
  ]);
  const chosen = page
    .getByRole('banner')
    .getByRole('button', { name: `Delete ${FLOWS.toLocaleString('en-US')}…` });
  await expect(chosen).toBeVisible();
  const task = `longest task ${selecting.longestTaskMs} ms`;
  testInfo.annotations.push({ type: 'selecting all rows', description: task });
});

/** The row of a flow, which in this order has the flow's own number, shows that flow. */
async function expectFlow(page: Page, number: number): Promise<void> {
  const { source, l4 } = numberedFlow(number);
  const port = l4.kind === 'ports' ? l4.source : null;
  // The head is row 1.
  const row = flowTable(page).locator(`[aria-rowindex="${number + 2}"]`);
  await expect(row).toContainText(source);
  await expect(row).toContainText(`:${port}`);
}

/** Scrolls to a share of the whole height; answers the number of a row then in sight. */
async function scrollTo(page: Page, share: number): Promise<number> {
  const grid = flowTable(page);
  await grid.evaluate((element, at) => {
    element.scrollTop = at * (element.scrollHeight - element.clientHeight);
  }, share);
  await expect(grid.locator('tbody[aria-busy=true]')).toHaveCount(0);
  const indexes = await grid
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
  const middle = indexes.toSorted((a, b) => a - b)[indexes.length >> 1] ?? 2;
  return middle - 2;
}
