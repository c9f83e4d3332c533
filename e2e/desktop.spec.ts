import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type {} from '../renderer/ports/electron-menu.ts';
import { commands } from '../shared/commands.ts';
import { findDesktopProgram, startDesktop } from './fixtures/desktop.ts';
import { expectView } from './fixtures/views.ts';

const program = findDesktopProgram();

test.skip(() => test.info().project.name !== 'electron', 'What only the desktop window has.');
test.skip(!program, 'There is neither an Electron nor its stand-in here.');

test('the window’s menu holds every command, and runs it in the page', async () => {
  const desktop = await startDesktop(program?.path ?? '');
  try {
    const items = await desktop.app.evaluate(
      ({ Menu }, ids) => {
        const menu = Menu.getApplicationMenu();
        return ids.map((id) => menu?.getMenuItemById(id)?.label);
      },
      commands.map(({ id }) => id),
    );
    expect(items).toEqual(commands.map(({ title }) => title));
    const choose = (id: string) =>
      desktop.app.evaluate(
        ({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(),
        id,
      );
    await choose('show-zones');
    await expectView(desktop.page, 'Zones');
    await choose('show-palette');
    await expect(desktop.page.getByRole('dialog', { name: 'All commands' })).toBeVisible();
    // Behind a dialog nothing happens.
    const heard = await desktop.page.evaluateHandle(() => ({
      first: new Promise((resolve) => window.inspectorMenu?.onCommand(resolve)),
    }));
    await choose('show-flows');
    expect(await heard.evaluate(({ first }) => first)).toBe('show-flows');
    await expectView(desktop.page, 'Zones');
  } finally {
    await desktop.close();
  }
});

test('the window comes back where it was', async () => {
  const config = mkdtempSync(join(tmpdir(), 'conntrack-inspector-window-'));
  const environment = { XDG_CONFIG_HOME: config };
  try {
    const bounds = { x: 60, y: 40, width: 1100, height: 700 };
    const first = await startDesktop(program?.path ?? '', environment);
    await first.app.evaluate(({ BrowserWindow }, wanted) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setBounds(wanted);
      window?.maximize();
    }, bounds);
    await first.close();
    const second = await startDesktop(program?.path ?? '', environment);
    const place = () =>
      second.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return { bounds: window?.getNormalBounds(), isMaximized: window?.isMaximized() };
      });
    // It is maximized when it is first shown, which may be after its page is there.
    await expect.poll(place).toEqual({ bounds, isMaximized: true });
    await second.close();
  } finally {
    rmSync(config, { recursive: true, force: true });
  }
});
