import { benchmarks } from './benchmarks.ts';
import type { Figure } from './report.ts';

// One benchmark in a process of its own, so that no other's memory or compiled code is in its way.
//
// Usage: run-one.ts ID SIZE ROOM ROUNDS, started with an IPC channel, which takes the figures.

/** What goes to the starter. */
export type Message = { readonly line: string } | { readonly figures: Figure[] };

const [id, size, room, rounds] = process.argv.slice(2);
const benchmark = benchmarks.find((candidate) => candidate.id === id);
if (benchmark === undefined || process.send === undefined) throw new Error('started by run.ts only');
const send = (message: Message) => process.send?.(message);

let isDone = false;
// Whoever started it may be gone without a word.
process.once('disconnect', () => process.exit(isDone ? 0 : 1));

const figures = await benchmark.run({
  size: Number(size),
  room: Number(room),
  rounds: Number(rounds),
  say: (line) => send({ line }),
});
isDone = true;
process.send({ figures }, () => process.disconnect());
