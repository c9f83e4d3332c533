import { chromium, type Page } from '@playwright/test';
import { ownNetns } from '../../electron/executor/holder.ts';
import { startBrowser, startBrowserShell } from '../fixtures/browser-shell.ts';
import { namespaceOf } from '../fixtures/namespace.ts';
import { descendantsOf } from '../fixtures/process-tree.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { type BigTable, fill, tableIn } from './big-table.ts';
import { pause, until } from './measure.ts';
import { type Frames, watchFrames } from './page-frames.ts';
import { figureOf } from './report.ts';

const SECONDS = 10;
const EVENTS_PER_SECOND = 10_000;

/** P5: the page while it is scrolled and the table changes, against the same page left alone. */
export const p5: Benchmark = {
  id: 'P5',
  title: 'page under scrolling and events',
  async run(conditions) {
    const spare = (EVENTS_PER_SECOND * SECONDS) / 2;
    const size = fittingSize(conditions, spare);
    const browser = await startBrowser(chromium);
    const shell = await startBrowserShell(browser, {
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    });
    try {
      const { page } = shell;
      const table = tableIn(namespaceOf(await findSandbox(shell.pid)));
      await fill(table, size);
      await untilShown(page, size);
      await pause(3_000);
      const idle = await watchFrames(page, { seconds: SECONDS, scrolls: false });
      const [busy] = await Promise.all([
        watchFrames(page, { seconds: SECONDS, scrolls: true }),
        churn(table, size, spare),
      ]);
      conditions.say(`idle: ${describe(idle)}; busy: ${describe(busy)}`);
      const common = { size };
      return [
        figureOf({
          ...common,
          id: 'P5',
          title: `frames over 18 ms beyond the idle page's, scrolled, ${EVENTS_PER_SECOND} events/s`,
          unit: 'points',
          ours: Math.max(0, 100 * (idle.shareInTime - busy.shareInTime)),
          bounds: { absolute: 5 },
        }),
        figureOf({
          ...common,
          id: 'P5 tasks',
          title: 'longest task of the page',
          unit: 'ms',
          ours: busy.longestTaskMs,
          floor: idle.longestTaskMs,
          bounds: { absolute: 50 },
        }),
        figureOf({
          ...common,
          id: 'P5 heap',
          title: 'heap of the page',
          unit: 'MB',
          ours: busy.heapBytes / 1_000_000,
          floor: idle.heapBytes / 1_000_000,
          bounds: { absolute: 100 },
        }),
      ];
    } finally {
      await shell.dispose();
      await browser.close();
    }
  },
};

function describe({ frames, shareInTime, longestTaskMs }: Frames): string {
  return `${frames} frames, ${(100 * shareInTime).toFixed(1)} % in time, longest task ${longestTaskMs.toFixed(0)} ms`;
}

/** A process inside the sandbox that the app's page opened. */
async function findSandbox(pid: number): Promise<number> {
  const own = ownNetns();
  return until('the sandbox', () => {
    // Its executor is there once the table can be listed.
    const executor = descendantsOf(pid).find(({ command }) =>
      command.some((word) => word.endsWith('executor.cjs')),
    );
    return executor && namespaceOrNull(executor.pid) !== own ? executor.pid : null;
  });
}

function namespaceOrNull(pid: number): string | null {
  try {
    return namespaceOf(pid).netns;
  } catch {
    // It may be on its way in, or gone again.
    return ownNetns();
  }
}

/** Waits until the page's table has so many rows. */
function untilShown(page: Page, size: number): Promise<boolean> {
  return until('the page to show every flow', async () => {
    const rows = await page.getByRole('grid').getAttribute('aria-rowcount', { timeout: 60_000 });
    return Number(rows) - 1 >= size ? true : null;
  });
}

/** Flows come during the first half of the time and go during the second. */
async function churn(table: BigTable, first: number, count: number): Promise<void> {
  await table.make(first, count, EVENTS_PER_SECOND);
  await table.remove(first, count, EVENTS_PER_SECOND);
}
