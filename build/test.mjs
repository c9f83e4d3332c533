import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideBuild } from './compile.mjs';
import { provideDependencies } from './dependencies.mjs';
import { countPlaywright } from './playwright-count.mjs';
import { modules, node24, SetupError, say } from './project.mjs';
import { run } from './run.mjs';
import { hasTool, provideTools, testTools } from './tools.mjs';

/** @typedef {import('./count-reporter.ts').Count} Count */

const kernelTools = ['unshare', 'setpriv', 'nsenter', 'conntrack', 'nft', 'ip'];

/**
 * What `npm test` does, in this order; `npm test -- unit kernel` does only those named.
 * @type {Record<string, { command: string[], count: (report: string) => Count, needs?: string[] }>}
 */
const stages = {
  types: { command: ['tsc', '-b'], count: countCheck },
  lint: { command: ['biome', 'ci', '--error-on-warnings', '.'], count: countCheck },
  unit: { command: ['vitest', 'run', '--project', 'unit'], count: countVitest },
  kernel: { command: ['vitest', 'run', '--project', 'kernel'], count: countVitest, needs: kernelTools },
  e2e: { command: ['playwright', 'test'], count: countPlaywright, needs: [...kernelTools, 'chromium'] },
};

/** @type {Count} */
const total = countOf({});

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
  });
}

try {
  await testAll(chosenStages());
} catch (error) {
  total.failed++;
  say(error instanceof SetupError ? error.message : String(error instanceof Error ? error.stack : error));
}
for (const name of total.again) console.log(`PASSED AT THE SECOND TRY ${name}`);
for (const { name, reason } of total.skipped) console.log(`SKIPPED ${name}: ${reason}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
if (total.failed > 0 || total.passed === 0 || interrupted) process.exitCode = 1;

function chosenStages() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in stages));
  if (unknown)
    throw new SetupError(`There is no test stage "${unknown}"; there are ${Object.keys(stages).join(', ')}.`);
  return Object.entries(stages).filter(([name]) => names.length === 0 || names.includes(name));
}

/** @param {[string, (typeof stages)[string]][]} chosen */
async function testAll(chosen) {
  provideDependencies();
  node24();
  let isBuilt = true;
  if (chosen.some(([, { needs }]) => needs)) {
    provideTools(testTools, 'tests that need them are skipped');
    // A broken build must not hide what the types, the linter and the unit tests have to say about it.
    isBuilt = await provideBuild().then(() => true, failBuild);
  }
  for (const [name, stage] of chosen) {
    if (interrupted) return;
    console.log(`\n── ${name} ──`);
    const obstacle = stage.needs && (isBuilt ? whyNot(stage.needs) : 'the build failed');
    add(obstacle ? countOf({ skipped: [{ name, reason: obstacle }] }) : await runStage(stage));
  }
}

/** @param {unknown} error */
function failBuild(error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  total.failed++;
  return false;
}

/** @param {(typeof stages)[string]} stage */
async function runStage({ command: [program = '', ...args], count }) {
  const folder = mkdtempSync(join(tmpdir(), 'conntrack-inspector-test-'));
  const report = join(folder, 'report.json');
  try {
    const env = { TEST_REPORT: report };
    const code = await run(join(modules, '.bin', program), args, { stdin: 'ignore', env });
    const result = code === 0 || existsSync(report) ? count(report) : countOf({ failed: 1 });
    // A stage that says it failed has failed, whatever it counted; one that found no tests has, too.
    const isHollow = result.passed + result.failed + result.skipped.length === 0;
    if (result.failed === 0 && (code !== 0 || isHollow)) result.failed = 1;
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What is not said is none.
 * @param {Partial<Count>} count
 * @returns {Count}
 */
function countOf(count) {
  return { passed: 0, failed: 0, skipped: [], again: [], ...count };
}

/** A check that either holds or does not. */
function countCheck() {
  return countOf({ passed: 1 });
}

/** @param {string} report */
function countVitest(report) {
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** @param {Count} count */
function add({ passed, failed, skipped, again }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped);
  total.again.push(...again);
}

/**
 * Why tests that need these programs, and namespaces of their own, cannot run here.
 * @param {string[]} tools
 */
function whyNot(tools) {
  const missing = tools.filter((name) => !hasTool(name));
  if (missing.length > 0) return `these programs are missing: ${missing.join(', ')}`;
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const attempt = spawnSync('unshare', [...user, '--net', 'true'], { encoding: 'utf8' });
  if (attempt.status === 0) return undefined;
  return `no network namespace can be made here (${attempt.stderr.trim() || attempt.error?.message})`;
}
