import { type Browser, chromium, type Page } from '@playwright/test';
import { ownNetns } from '../../electron/executor/holder.ts';
import { startBrowser, startBrowserShell } from '../fixtures/browser-shell.ts';
import { namespaceOf } from '../fixtures/namespace.ts';
import { descendantsOf } from '../fixtures/process-tree.ts';
import { type BigTable, fill, tableIn } from './big-table.ts';
import { until } from './measure.ts';

/** The whole app: the browser shell with a table of flows, shown in a page. */
export interface ShownTable {
  readonly browser: Browser;
  /** Process id of the shell, which hosts the engine. */
  readonly shellPid: number;
  readonly page: Page;
  /** The table of the sandbox that the page opened. */
  readonly table: BigTable;
}

/** Runs something with so many flows in the app's own sandbox, once the page shows them all. */
export async function withShownTable<T>(size: number, work: (shown: ShownTable) => Promise<T>): Promise<T> {
  const browser = await startBrowser(chromium);
  const shell = await startBrowserShell(browser, {
    environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
  });
  try {
    const { page, pid: shellPid } = shell;
    const table = tableIn(namespaceOf(await findSandbox(shellPid)));
    await fill(table, size);
    await untilShown(page, size);
    return await work({ browser, shellPid, page, table });
  } finally {
    await shell.dispose();
    await browser.close();
  }
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
