import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import { type Figure, resultsOf, tableOf } from './report.ts';
import { makeRoom } from './room.ts';
import { runApart } from './run-apart.ts';

// npm run bench [-- P1 P3] [--json FILE] [--size N] [--rounds N]

/** What a benchmark adds to its table in the course of it. */
const SPARE_FLOWS = 300_000;

const usage = `Usage: npm run bench [-- ID…] [--json FILE] [--size N] [--rounds N]
  ID        which benchmarks: ${benchmarks.map(({ id, title }) => `${id} (${title})`).join(', ')}
  --json    also write the figures to a file
  --size    flows in a table (1000000)
  --rounds  how often each measurement is taken (3)`;

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readArguments();
  if (typeof asked === 'string') {
    console.error(asked);
    return 2;
  }
  const say = (line: string) => console.error(line);
  say(
    `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, kernel ${release()}, Node ${process.version}`,
  );
  const room = await makeRoom(asked.size + SPARE_FLOWS, say);
  // The default of these signals ends the process without a word to those it started.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const figures: Figure[] = [];
  let failed = 0;
  try {
    for (const id of asked.ids) {
      const start = performance.now();
      try {
        figures.push(
          ...(await runApart(id, {
            size: asked.size,
            room: room.flows,
            rounds: asked.rounds,
            say: (line) => say(`${id}: ${line}`),
          })),
        );
        say(`${id}: done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
      } catch (thrown) {
        failed++;
        say(`${id}: failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
  } finally {
    await room.giveBack();
  }
  console.log(tableOf(figures));
  if (asked.json !== null) writeFileSync(asked.json, `${JSON.stringify(resultsOf(figures), null, 2)}\n`);
  return failed === 0 ? 0 : 1;
}

interface Asked {
  readonly ids: readonly string[];
  readonly json: string | null;
  readonly size: number;
  readonly rounds: number;
}

/** What the command line asks for, or what is wrong with it. */
function readArguments(): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        size: { type: 'string', default: '1000000' },
        rounds: { type: 'string', default: '3' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const ids = positionals.map((id) => id.toUpperCase());
    const unknown = ids.find((id) => !benchmarks.some((benchmark) => benchmark.id === id));
    const size = Number(values.size);
    const rounds = Number(values.rounds);
    if (values.help) return usage;
    if (unknown !== undefined) return `There is no benchmark ${unknown}.\n${usage}`;
    if (!Number.isInteger(size) || size < 1000 || size > 10_000_000)
      return `--size must be from 1000 to 10000000.\n${usage}`;
    if (!Number.isInteger(rounds) || rounds < 1) return `--rounds must be 1 or more.\n${usage}`;
    return {
      ids: benchmarks
        .filter(({ id, isLong }) => (ids.length === 0 ? !isLong : ids.includes(id)))
        .map(({ id }) => id),
      json: values.json ?? null,
      size,
      rounds,
    };
  } catch (thrown) {
    return `${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`;
  }
}
