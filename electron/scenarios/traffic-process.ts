import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { InspectorError } from '../../shared/errors.ts';
import { type LaunchParts, sandboxTrafficCommand } from '../executor/command-lines.ts';
import { ownNetns } from '../executor/holder.ts';
import { type Process, type ProcessEnd, startProcess } from '../executor/start-process.ts';
import type { SandboxPlace } from '../targets/sandbox.ts';
import { expectSandbox } from './sandbox-network.ts';
import type { TrafficAnswer, TrafficCommand } from './traffic-command.ts';

/** How long a command may take, and how long the program may take to end by itself, milliseconds. */
const COMMAND_MS = 30_000;
const END_MS = 2_000;

/** The program that sends a demonstration's packets, in the sandbox. */
export class TrafficProcess {
  readonly #process: Process;
  readonly #ended: Promise<ProcessEnd>;
  readonly #lines: ReturnType<typeof createInterface>;

  constructor(parts: LaunchParts, place: SandboxPlace) {
    expectSandbox(place);
    const { process, ended } = startProcess(
      sandboxTrafficCommand(parts, place.pid, ownNetns()),
      () => undefined,
    );
    this.#process = process;
    this.#ended = ended;
    this.#lines = createInterface({ input: process.stdout });
  }

  /** Resolves when the command is done. Errors: `internal` with the program's words, `timeout`, `cancelled` by the signal. */
  async obey(command: TrafficCommand, signal: AbortSignal): Promise<void> {
    const answered = once(this.#lines, 'line', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(COMMAND_MS)]),
    });
    this.#process.stdin.write(`${JSON.stringify(command)}\n`);
    const [line] = await Promise.race([answered, this.#ended.then((end): never => failed(wordsOf(end)))]);
    const problem = problemOf(String(line));
    if (problem !== null) failed(problem);
  }

  /** Ends it, and with it every socket it has. */
  async end(): Promise<void> {
    this.#process.stdin.end();
    const isGone = await Promise.race([this.#ended.then(() => true), pause(END_MS, false, { ref: false })]);
    if (!isGone) this.#process.kill('SIGKILL');
    await this.#ended;
  }
}

function wordsOf({ stderr, how }: ProcessEnd): string {
  return stderr || how;
}

function problemOf(line: string): string | null {
  const answer = JSON.parse(line) as TrafficAnswer;
  return answer.problem;
}

function failed(detail: string): never {
  throw new InspectorError({
    code: 'internal',
    operation: 'run a demonstration',
    message: 'The demonstration could not go on.',
    detail,
  });
}
