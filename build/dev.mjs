import { watch } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { node24, root, say } from './project.mjs';
import { run } from './run.mjs';
import { main, setUp } from './setup.mjs';

// npm run dev: compiles when a source is saved, which takes a second or two, and restarts the browser shell; reload the
// page to see the change.
await main(async () => {
  await setUp();
  let compiling = Promise.resolve();
  const recompile = () => {
    compiling = compiling.then(compile).catch((error) => say(error.message));
  };
  /** @type {NodeJS.Timeout | undefined} */
  let pause;
  const watchers = ['shared', 'electron', 'renderer'].map((folder) =>
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(pause);
      pause = setTimeout(recompile, 100);
    }),
  );
  // Written last: when it changes, everything is there.
  const restart = ['--watch-path=out/.sources', '--watch-preserve-output'];
  const code = await run(node24(), [...restart, 'out/main/serve.js', ...process.argv.slice(2)]);
  for (const watcher of watchers) watcher.close();
  return code;
});
