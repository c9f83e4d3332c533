import { join } from 'node:path';
import { findElectron, isRealElectron } from './electron.mjs';
import { modules, SetupError } from './project.mjs';
import { run } from './run.mjs';
import { main, setUp } from './setup.mjs';

// npm run package: the application as a folder, dist/linux-unpacked, made without a network.
await main(async () => {
  await setUp();
  const electron = findElectron();
  if (!electron || !isRealElectron(electron.program)) {
    throw new SetupError(
      'A package needs a real Electron distribution: `npx install-electron` downloads one, ELECTRON_OVERRIDE_DIST_PATH names an unpacked copy.',
    );
  }
  const args = ['--linux', 'dir', '--publish', 'never', '--config', 'build/electron-builder.mjs'];
  return run(join(modules, '.bin/electron-builder'), [...args, ...process.argv.slice(2)]);
});
