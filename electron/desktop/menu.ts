import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import {
  type Command,
  type CommandGroup,
  type CommandId,
  commands,
  isSingleCharacter,
} from '../../shared/commands.ts';
import { COMMAND_CHANNEL } from '../channels.ts';

const separator = { type: 'separator' } as const;

/** The window's menu: the page's commands under their headings, and what a window has of its own. Electron's default would link to the web. */
export function setMenu(devTools: boolean): void {
  app.setAboutPanelOptions({ applicationName: app.getName(), applicationVersion: app.getVersion() });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'File', submenu: [...withSeparator(itemsOf('File')), { role: 'quit' }] },
      { role: 'editMenu' },
      { label: 'Flows', submenu: itemsOf('Flows') },
      {
        label: 'View',
        submenu: [
          ...withSeparator(itemsOf('View')),
          { role: 'reload' },
          separator,
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...(devTools ? [{ role: 'toggleDevTools' } as const] : []),
        ],
      },
      { label: 'Help', submenu: [...withSeparator(itemsOf('Help')), { role: 'about' }] },
    ]),
  );
}

function itemsOf(wanted: CommandGroup): MenuItemConstructorOptions[] {
  return commands
    .filter(({ group }) => group === wanted)
    .map(({ id, title, keys }: Command) => {
      const key = keys.find((name) => !isSingleCharacter(name));
      return {
        id,
        label: title,
        click: () => send(id),
        // Shown only: the page listens itself, because most keys mean something just while the table has the focus.
        ...(key === undefined ? {} : { accelerator: key, registerAccelerator: false }),
      };
    });
}

function withSeparator(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.length === 0 ? [] : [...items, separator];
}

function send(id: CommandId): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  window?.webContents.send(COMMAND_CHANNEL, id);
}
