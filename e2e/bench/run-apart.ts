import { resolve } from 'node:path';
import { execaNode } from 'execa';
import type { Conditions } from './benchmark.ts';
import type { Figure } from './report.ts';
import type { Message } from './run-one.ts';

/** Runs one benchmark in its own process. */
export async function runApart(
  id: string,
  { size, room, rounds, say }: Conditions,
): Promise<readonly Figure[]> {
  const child = execaNode(
    resolve(import.meta.dirname, 'run-one.ts'),
    [id, ...[size, room, rounds].map(String)],
    {
      serialization: 'json',
      buffer: false,
      stdout: 'inherit',
      stderr: 'inherit',
      stdin: 'ignore',
    },
  );
  let figures: Figure[] = [];
  for await (const message of child.getEachMessage()) {
    const told = message as unknown as Message;
    if ('line' in told) say(told.line);
    else figures = told.figures;
  }
  await child;
  return figures;
}
