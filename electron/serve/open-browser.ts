import { accessSync, constants } from 'node:fs';
import { execa } from 'execa';

const XDG_OPEN = '/usr/bin/xdg-open';

/** Opens an address in the person's browser, where there is a display for it. Failing that, they open it themselves. */
export async function openBrowser(address: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const hasDisplay = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
  // A browser that shows the whole web must not run with root's rights.
  const isRoot = process.getuid?.() === 0;
  if (!hasDisplay || isRoot || !isExecutable(XDG_OPEN)) return;
  await execa(XDG_OPEN, [address], { stdio: 'ignore', detached: true, cleanup: false, reject: false });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
