import { execa, type ResultPromise } from 'execa';
import type { CommandLine } from './command-lines.ts';

const options = {
  env: { PATH: '/usr/sbin:/usr/bin', LC_ALL: 'C.UTF-8' },
  extendEnv: false,
  cwd: '/',
  buffer: false,
  reject: false,
  stdin: 'pipe',
  stdout: 'pipe',
  stderr: 'pipe',
} as const;

/** A started program with pipes on its three standard streams. */
export type Process = ResultPromise<typeof options>;

/** How a program ended, in words: exit code or signal, and what it last said on stderr. */
export interface ProcessEnd {
  readonly how: string;
  readonly exitCode: number | undefined;
  readonly stderr: string;
}

/** How much of a program's stderr is kept. */
const STDERR_LENGTH = 8_000;

/**
 * Starts a program from an argument vector: no shell, no look-up in PATH, nothing of our environment.
 * `onStderr` gets every line it says; `ended` never rejects.
 */
export function startProcess(
  [program, ...parameters]: CommandLine,
  onStderr: (line: string) => void,
): { readonly process: Process; readonly ended: Promise<ProcessEnd> } {
  const process = execa(program, parameters, options);
  // A pipe to a program that ended reports EPIPE here; the end itself is reported by `ended`.
  process.stdin.on('error', () => undefined);
  let stderr = '';
  let line = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LENGTH);
    const lines = (line + text).split('\n');
    line = (lines.pop() ?? '').slice(-STDERR_LENGTH);
    for (const complete of lines) onStderr(complete);
  });
  const ended = process.then((result): ProcessEnd => {
    const how = result.signal
      ? `ended by ${result.signal}`
      : `ended with code ${result.exitCode ?? 'unknown'}`;
    const cause = result.exitCode === undefined && !result.signal ? (result.originalMessage ?? '') : '';
    return { how, exitCode: result.exitCode, stderr: (stderr.trim() || cause).trim() };
  });
  return { process, ended };
}
