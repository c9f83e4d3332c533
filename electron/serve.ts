import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { toInspectorError } from '../shared/errors.ts';
import { readBuiltFiles } from './built-files.ts';
import { startEngine } from './engine/client.ts';
import { FileRegister } from './file-register.ts';
import { admit } from './gate.ts';
import { createPageFiles } from './page-files.ts';
import { createFileTransfer } from './serve/file-transfer.ts';
import { helpText } from './serve/help.ts';
import { watchIdleness } from './serve/idle.ts';
import { openBrowser } from './serve/open-browser.ts';
import { readOptions, type ServeOptions } from './serve/options.ts';
import { startPageServer } from './serve/page-server.ts';
import { settingsFile } from './settings.ts';

// The browser shell: the same page and engine as the desktop's, for a machine without a display.

const here = (path: string) => new URL(path, import.meta.url);
const log = (line: string) => console.error(line);

const FAILED = 1;
const WRONGLY_CALLED = 2;

// Whoever read the first address may have hung up, as `| head -1` does; the pages that came of it go on.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

const options = attempt(() => readOptions(process.argv.slice(2)), WRONGLY_CALLED);
if (options.action === 'help') process.stdout.write(helpText(settingsFile(process.env, homedir())));
else if (options.action === 'version') console.log(readVersion());
else await serve(options).catch((thrown: unknown) => fail(thrown, FAILED));

async function serve({ port, idleExitSeconds, open }: ServeOptions): Promise<void> {
  const files = readBuiltFiles(fileURLToPath(here('../renderer')));
  const register = new FileRegister();
  const transfer = createFileTransfer(register);
  const engine = startEngine({
    workerUrl: here('./engine.js'),
    pathOfFile: (token) => register.pathOf(token),
    log,
  });
  // Whoever runs a clone develops or tests: there the engine is held to the contract.
  const checkOutputs = !import.meta.url.includes('.asar/');
  let opens = open;

  const server = await startPageServer({
    port,
    files,
    transfer,
    log,
    onPages: watchIdleness(idleExitSeconds, () => stop(`no page for ${idleExitSeconds} seconds`)),
    admitPage(page) {
      const own = createPageFiles(engine.client, register, transfer.chooser);
      page.onClose(own.close);
      admit(page, own.client, { checkOutputs, log });
    },
    announce(address) {
      console.log(`Conntrack Inspector: ${address}`);
      if (opens) void openBrowser(address, process.env);
      opens = false;
    },
  });

  let isEnding = false;
  async function stop(reason: string): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    log(`Ending: ${reason}.`);
    await server.stop();
    await engine.stop();
    await transfer.stop();
    process.exit();
  }
  // Not `once`: execa ends the process by the signal, at once, when it finds no other listener.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
}

function readVersion(): string {
  return JSON.parse(readFileSync(here('../../package.json'), 'utf8')).version;
}

function attempt<T>(read: () => T, exitCode: number): T {
  try {
    return read();
  } catch (thrown) {
    return fail(thrown, exitCode);
  }
}

/** Ends the program with what the error says to a person. */
function fail(thrown: unknown, exitCode: number): never {
  const { message, hint } = toInspectorError(thrown, 'start').data;
  console.error(hint ? `${message}\n${hint}` : message);
  process.exit(exitCode);
}
