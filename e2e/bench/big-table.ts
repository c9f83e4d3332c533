import { resolve } from 'node:path';
import { execa } from 'execa';
import { ownNetns } from '../../electron/executor/holder.ts';
import type { FlowRange } from '../../shared/flow-range.ts';
import { createNamespace, type EnteredNamespace } from '../fixtures/namespace.ts';
import type { Wish } from './mix-messages.ts';

/** How making or deleting flows went: times in milliseconds since the epoch, and what the table held after it. */
export interface Made {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly flows: number;
}

/** A kernel table in a namespace that is not the machine's own. */
export interface BigTable {
  readonly namespace: EnteredNamespace;
  /** A command line that runs a program inside. */
  inside(...command: readonly string[]): [string, ...string[]];
  /** Makes flows `first` to `first + count` of the mix; `perSecond` 0 is as fast as it goes. */
  make(first: number, count: number, perSecond?: number): Promise<Made>;
  /** Deletes them. */
  remove(first: number, count: number, perSecond?: number): Promise<Made>;
  /** Milliseconds that a bare receive loop takes for a listing. */
  timeFloor(): Promise<number>;
  /** Milliseconds that a bare socket takes to insert a range's flows. */
  timeInsert(range: FlowRange): Promise<number>;
  /** Milliseconds that a program takes from start to end with its output thrown away. */
  timeProgram(...command: readonly string[]): Promise<number>;
}

/** One in a namespace of a benchmark's own. */
export interface OwnTable extends BigTable {
  /** Ends the namespace, and the table with it. */
  dispose(): Promise<void>;
}

/** What a sandbox sets too: counters, start times, and events for every flow. */
const SETTINGS = ['nf_conntrack_acct', 'nf_conntrack_timestamp', 'nf_conntrack_events'];
const environment = {
  env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
  extendEnv: false,
} as const;

/** Makes a namespace with counters, timestamps and events on, and `size` flows of the mix in its table. */
export async function makeBigTable(size: number): Promise<OwnTable> {
  const namespace = await createNamespace();
  const table = tableIn(namespace);
  try {
    for (const name of SETTINGS) {
      const { exitCode, stderr } = await namespace.run('tee', [`/proc/sys/net/netfilter/${name}`], '1');
      if (exitCode !== 0) throw new Error(`${name} can't be set in the namespace: ${stderr}`);
    }
    await fill(table, size);
  } catch (thrown) {
    await namespace.dispose();
    throw thrown;
  }
  return { ...table, dispose: namespace.dispose };
}

/** Puts the mix's first `size` flows into a table; an error when the kernel does not take them all. */
export async function fill(table: BigTable, size: number): Promise<void> {
  if (size === 0) return;
  const { flows } = await table.make(0, size);
  if (flows < size) {
    throw new Error(`the kernel took ${flows} of ${size} flows: nf_conntrack_max changed meanwhile`);
  }
}

/** The table of a namespace. */
export function tableIn(namespace: EnteredNamespace): BigTable {
  const forbidden = ownNetns();

  function inside(...command: readonly string[]): [string, ...string[]] {
    return ['nsenter', ...namespace.enter, ...command];
  }
  async function runOwn<T>(file: string, ...parameters: readonly (string | number)[]): Promise<T> {
    const path = resolve(import.meta.dirname, file);
    const [program, ...rest] = inside(process.execPath, path, forbidden, ...parameters.map(String));
    return JSON.parse((await execa(program, rest, environment)).stdout) as T;
  }
  const change = (wish: Wish, first: number, count: number, perSecond: number) =>
    runOwn<Made>('make-flows.ts', wish, first, count, perSecond);

  async function timeProgram(...command: readonly string[]): Promise<number> {
    const [program, ...rest] = inside(...command);
    const start = performance.now();
    await execa(program, rest, { ...environment, stdout: 'ignore', stderr: 'ignore', stdin: 'ignore' });
    return performance.now() - start;
  }

  return {
    namespace,
    inside,
    make: (first, count, perSecond = 0) => change('create', first, count, perSecond),
    remove: (first, count, perSecond = 0) => change('delete', first, count, perSecond),
    timeFloor: async () => (await runOwn<{ milliseconds: number }>('floor.ts')).milliseconds,
    timeInsert: async (range) =>
      (await runOwn<{ milliseconds: number }>('insert-range.ts', JSON.stringify(range))).milliseconds,
    timeProgram,
  };
}
