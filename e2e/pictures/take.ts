import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { startBrowser, startBrowserShell } from '../fixtures/browser-shell.ts';
import { type Shot, type Size, shots } from './shots.ts';
import { prepareTable, type TableKind, tableKinds } from './tables.ts';

// npm run screenshots [-- --readme] [NAME…]: pictures of every view in dark and light, from the built app, a real kernel's table
// and real packets, into e2e/screenshots/. NAME takes only the shots whose name begins so; --readme puts those of the README into docs/.

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'e2e/screenshots');
const names = process.argv.slice(2).filter((argument) => argument !== '--readme');
const isForReadme = process.argv.includes('--readme');
const wanted = shots.filter(
  ({ name, readme }) =>
    (!isForReadme || readme) && (names.length === 0 || names.some((start) => name.startsWith(start))),
);

const sizes: Readonly<Record<Size, { width: number; height: number; deviceScaleFactor: number }>> = {
  desk: { width: 1440, height: 900, deviceScaleFactor: 1 },
  least: { width: 1024, height: 640, deviceScaleFactor: 1 },
  small: { width: 600, height: 400, deviceScaleFactor: 1 },
  // A desk at 200 % zoom.
  zoomed: { width: 720, height: 450, deviceScaleFactor: 2 },
};

mkdirSync(folder, { recursive: true });
const browser = await startBrowser(chromium);
const failed: string[] = [];
try {
  for (const kind of tableKinds) {
    const ofKind = wanted.filter(({ table }) => table === kind);
    if (ofKind.length > 0) await takeAll(browser, kind, ofKind);
  }
} finally {
  await browser.close();
}
for (const failure of failed) console.error(failure);
console.log(
  `${wanted.length - failed.length} of ${wanted.length} views, each in dark and light, are in ${folder}`,
);
process.exit(failed.length === 0 ? 0 : 1);

async function takeAll(browser: Browser, kind: TableKind, ofKind: readonly Shot[]): Promise<void> {
  const config = mkdtempSync(join(tmpdir(), 'conntrack-inspector-pictures-'));
  const { NO_COLOR: _, FORCE_COLOR: __, ...environment } = process.env;
  const defined = Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const shell = await startBrowserShell(browser, {
    environment: { ...Object.fromEntries(defined), XDG_CONFIG_HOME: config },
  });
  try {
    const end = await prepareTable(kind, shell);
    for (const shot of ofKind) {
      try {
        await take(shell.page, shot);
      } catch (thrown) {
        failed.push(`${shot.name}: ${thrown instanceof Error ? thrown.message : thrown}`);
      }
    }
    await end();
  } finally {
    await shell.dispose();
    rmSync(config, { recursive: true, force: true });
  }
}

async function take(page: Page, { name, table, size = 'desk', show, readme }: Shot): Promise<void> {
  const { width, height } = sizes[size];
  await page.setViewportSize({ width, height });
  // What is disconnected cannot be loaded again.
  if (table !== 'failing') await page.reload();
  await show(page);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    const path = join(folder, `${name}-${theme}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    if (isForReadme && readme === theme) copyFileSync(path, join(root, 'docs', `${name}-${theme}.png`));
  }
}
