import { join } from 'node:path';
import { findElectron, whyNoWindow } from './electron.mjs';
import { node24, root, say } from './project.mjs';
import { run } from './run.mjs';
import { main, setUp } from './setup.mjs';

// npm start: the window where there can be one, otherwise the same application for the browser.
await main(async () => {
  await setUp();
  const args = process.argv.slice(2);
  const reason = whyNoWindow();
  const electron = findElectron();
  if (reason === undefined && electron) return run(electron.program, [root, ...args]);
  say(`No window: ${reason}. Starting for the browser.`);
  return run(node24(), [join(root, 'out/main/serve.js'), ...args]);
});
