import { resolve } from 'node:path';
import type { Namespace } from '../../e2e/fixtures/namespace.ts';
import { MessageCursor } from '../netlink/message.ts';
import { MessageSplitter } from '../netlink/message-splitter.ts';
import type { Mode } from './allow-list.ts';
import { type CommandLine, sandboxExecutorCommand } from './command-lines.ts';
import { ownNetns } from './holder.ts';
import { launchParts } from './launch-parts.ts';
import { type Process, type ProcessEnd, startProcess } from './start-process.ts';

export const executorFolder = resolve(import.meta.dirname, '../../out/executor');

/** A message as it left the executor. */
export interface RawMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** What follows the header. */
  readonly body: Buffer;
}

export interface RawOptions {
  readonly mode?: Mode;
  /** A private table's executor may set sysctls. */
  readonly isPrivate?: boolean;
  readonly eventBufferBytes?: number;
}

/** An executor spoken to in bytes. */
export interface RawExecutor {
  readonly pid: number;
  readonly process: Process;
  /** What it said of itself. */
  readonly hello: string;
  /** Every message so far, that one left out. */
  readonly messages: readonly RawMessage[];
  /** Lines of its stderr. */
  readonly lines: readonly string[];
  readonly ended: Promise<ProcessEnd>;
  send(bytes: Uint8Array): void;
  /** The first message that is wanted, now or later. Rejects when the executor ends before. */
  message(isWanted: (message: RawMessage) => boolean): Promise<RawMessage>;
  /** Ends its stdin and waits until it is gone. */
  stop(): Promise<ProcessEnd>;
}

/** The command line of an executor in a namespace of a test's own. */
export function rawCommand(namespace: Namespace, options: RawOptions = {}): CommandLine {
  const { mode = 'change', isPrivate = true, eventBufferBytes = 1 << 20 } = options;
  const parts = launchParts(executorFolder);
  const line = sandboxExecutorCommand(parts, namespace.pid, ownNetns(), eventBufferBytes);
  const [program, ...parameters] = line;
  return [program, ...parameters.slice(0, -3), mode, isPrivate ? ownNetns() : '-', String(eventBufferBytes)];
}

/** Starts an executor in a namespace and waits for its first message. */
export async function startRawExecutor(namespace: Namespace, options: RawOptions = {}): Promise<RawExecutor> {
  const lines: string[] = [];
  const { process, ended } = startProcess(rawCommand(namespace, options), (line) => lines.push(line));
  const messages: RawMessage[] = [];
  const arrivals = new Set<() => void>();
  const splitter = new MessageSplitter((run) => {
    const cursor = new MessageCursor(run);
    while (cursor.next()) {
      const { type, flags, sequence, start, end } = cursor;
      const body = Buffer.from(new Uint8Array(run.buffer, run.byteOffset + start + 16, end - start - 16));
      messages.push({ type, flags, sequence, body });
    }
    for (const arrive of [...arrivals]) arrive();
  });
  process.stdout.on('data', (chunk: Uint8Array) => splitter.push(chunk));

  function message(isWanted: (message: RawMessage) => boolean): Promise<RawMessage> {
    return new Promise((accept, refuse) => {
      const look = () => {
        const found = messages.find(isWanted);
        if (!found) return;
        arrivals.delete(look);
        accept(found);
      };
      arrivals.add(look);
      void ended.then((end) => refuse(new Error(`the executor ${end.how}: ${end.stderr}`)));
      look();
    });
  }
  const hello = await message(({ sequence }) => sequence === 0);
  messages.shift();
  return {
    pid: process.pid ?? 0,
    process,
    hello: hello.body.toString(),
    messages,
    lines,
    ended,
    send: (bytes) => void process.stdin.write(bytes),
    message,
    stop() {
      process.stdin.end();
      return ended;
    },
  };
}
