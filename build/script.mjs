import { node24, say } from './project.mjs';
import { run } from './run.mjs';
import { main, setUp } from './setup.mjs';

// node build/script.mjs FILE [ARGUMENT…]: runs one of the project's files, built or TypeScript, after all set-up.
await main(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) {
    say('Usage: node build/script.mjs FILE [ARGUMENT…]');
    return 2;
  }
  await setUp();
  return run(node24(), [file, ...args]);
});
