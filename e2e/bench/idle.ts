import type { Browser } from '@playwright/test';
import { cpuMs, descendantsOf } from '../fixtures/process-tree.ts';
import { type Benchmark, fittingSize } from './benchmark.ts';
import { pause } from './measure.ts';
import { figureOf } from './report.ts';
import { withShownTable } from './shown-table.ts';

const FLOWS = 100_000;
const SETTLE_MS = 10_000;
/** Long enough for every kind of listing to come round. */
const WATCHED_MS = 120_000;

/** What the app costs while nothing happens: its table is shown, nobody touches it, and no flow comes, goes or changes. */
export const idle: Benchmark = {
  id: 'IDLE',
  title: 'a quiet table on screen',
  async run(conditions) {
    const size = fittingSize({ ...conditions, size: Math.min(FLOWS, conditions.size) });
    return withShownTable(size, async ({ browser, shellPid }) => {
      await pause(SETTLE_MS);
      const before = { app: appCpuMs(shellPid), page: await pageCpuMs(browser), at: performance.now() };
      await pause(WATCHED_MS);
      const took = performance.now() - before.at;
      const share = (milliseconds: number) => (100 * milliseconds) / took;
      const common = { size, unit: '% of a core', bounds: { absolute: 2 } };
      return [
        figureOf({
          ...common,
          id: 'IDLE',
          title: 'engine, executor and shell on a quiet table that is shown',
          ours: share(appCpuMs(shellPid) - before.app),
        }),
        figureOf({
          ...common,
          id: 'IDLE page',
          title: 'the page meanwhile',
          ours: share((await pageCpuMs(browser)) - before.page),
        }),
      ];
    });
  },
};

/** CPU time, milliseconds, that a process and all that came from it took so far, what the kernel did for them included. */
function appCpuMs(pid: number): number {
  const pids = [pid, ...descendantsOf(pid).map((descendant) => descendant.pid)];
  return pids.reduce((total, each) => total + cpuMs(each), 0);
}

/** CPU time, milliseconds, that the browser's processes that run pages took so far. */
async function pageCpuMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((total, { cpuTime }) => total + cpuTime * 1000, 0);
}
