import { cancelledError, InspectorError } from '../../shared/errors.ts';
import type { EventSink } from '../../shared/flow-record.ts';
import { Control as OwnRecord } from '../executor/allow-list.ts';
import type { CommandLine } from '../executor/command-lines.ts';
import { type Process, startProcess } from '../executor/start-process.ts';
import { Control, Flag } from '../netlink/constants.ts';
import { decodeDone, decodeError, type Verdict } from '../netlink/decode-error.ts';
import { decodeRecord, eventKind } from '../netlink/decode-record.ts';
import { HEADER_BYTES, MessageCursor, textAt } from '../netlink/message.ts';
import { MessageSplitter } from '../netlink/message-splitter.ts';
import { MessageWriter } from '../netlink/message-writer.ts';
import { Batches } from './batches.ts';
import type { BatchAnswer, OnFlow, OnRefused } from './conntrack.ts';

/** What the executor says of itself when it is ready. */
export interface Hello {
  readonly mode: string;
  readonly netns: string;
  /** Receive buffer of the event socket in bytes, as the kernel counts it. */
  readonly eventBufferBytes: number;
}

/** What ends a request: its acknowledgement, the first message that answers it, or the end of its dump. */
export type EndsWith = 'acknowledgement' | 'answer' | 'done';

/** How a request ended. A dump was `interrupted` when the table changed so that entries may be missing or twice. */
export interface Outcome extends Verdict {
  readonly interrupted: boolean;
}

/** Who is told what the executor sends unasked. */
export interface ChannelListener {
  /** Takes every event about a flow. */
  readonly sink: EventSink;
  /** The kernel dropped events because they came faster than they were read, or one could not be read. */
  onLoss(): void;
  /** The executor said something on stderr. */
  onLog(line: string): void;
}

interface Pending {
  readonly endsWith: EndsWith;
  readonly onMessage: (view: DataView, start: number, end: number) => void;
  readonly settle: (outcome: Outcome | InspectorError) => void;
  interrupted: boolean;
}

/** As many unanswered requests as the executor's reply buffer certainly holds the answers to. */
export const WINDOW = 512;

/**
 * The conversation with one executor: requests with their answers, and events. All bytes that come are decoded as they
 * come; nothing of them is kept.
 */
export class ExecutorChannel {
  readonly hello: Promise<Hello>;
  /** Resolves when the executor is gone, however it ended, with the error to show for it. */
  readonly ended: Promise<InspectorError>;

  readonly #process: Process;
  readonly #listener: ChannelListener;
  readonly #writer = new MessageWriter();
  readonly #pending = new Map<number, Pending>();
  readonly #batches = new Batches();
  readonly #waiting: (() => void)[] = [];
  #sequence = 1;
  #isFlushing = false;
  #end: InspectorError | null = null;
  #onHello: (hello: Hello) => void = () => undefined;

  constructor(command: CommandLine, listener: ChannelListener) {
    this.#listener = listener;
    const { process, ended } = startProcess(command, listener.onLog);
    this.#process = process;
    this.ended = ended.then(({ how, exitCode, stderr }) =>
      this.#fail(
        new InspectorError({
          code: 'target-lost',
          operation: 'talk to the kernel',
          message: `The executor ${how}.`,
          ...(stderr === '' ? {} : { detail: stderr }),
          ...(exitCode === undefined ? {} : { exitCode }),
        }),
      ),
    );
    this.hello = new Promise((resolve, reject) => {
      this.#onHello = resolve;
      this.ended.then(reject, reject);
    });
    this.hello.catch(() => undefined);
    const splitter = new MessageSplitter((run) => this.#take(run));
    process.stdout.on('data', (chunk: Uint8Array) => {
      try {
        splitter.push(chunk);
      } catch (thrown) {
        // The stream has lost its boundaries: nothing after this can be believed.
        this.#fail(thrown instanceof InspectorError ? thrown : lost(String(thrown)));
        process.kill('SIGKILL');
      }
    });
  }

  /**
   * Sends one request and resolves with the kernel's verdict. `encode` writes one message with the given sequence
   * number. Rejects only when the executor is lost, replies were lost, or the signal is aborted.
   */
  async request(
    encode: (writer: MessageWriter, sequence: number) => void,
    endsWith: EndsWith,
    onMessage: Pending['onMessage'] = () => undefined,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    while (this.#pending.size >= WINDOW) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const sequence = this.#write(encode, signal);
    const outcome = await new Promise<Outcome | InspectorError>((settle) => {
      this.#pending.set(sequence, { endsWith, onMessage, settle, interrupted: false });
      this.#flushSoon();
    });
    if (outcome instanceof InspectorError) throw outcome;
    return outcome;
  }

  /**
   * Sends `count` requests of which only the refused ones are acknowledged, much faster than one by one; requests to read
   * are answered each with its flow. `encode` writes the message in one place of the batch with the given sequence number. Resolves when all have been dealt with, or
   * when answers were lost. Rejects when nothing was sent: the executor is lost, or `encode` threw.
   */
  batch(
    count: number,
    encode: (writer: MessageWriter, sequence: number, place: number) => void,
    onRefused: OnRefused,
    onFlow: OnFlow = () => undefined,
  ): Promise<BatchAnswer> {
    if (this.#end) return Promise.reject(this.#end);
    if (count === 0) return Promise.resolve({ lost: null });
    const first = this.#takeSequences(count);
    const before = this.#writer.length;
    try {
      for (let place = 0; place < count; place++) {
        const message = this.#writer.length;
        encode(this.#writer, first + place, place);
        if (place < count - 1) this.#writer.clearFlags(message, Flag.ack);
      }
    } catch (thrown) {
      this.#writer.truncate(before);
      return Promise.reject(thrown);
    }
    this.#flushSoon();
    return this.#batches.add(first, first + count - 1, onRefused, onFlow);
  }

  /** Sends one of the executor's own control records and resolves with the text of its answer. */
  async control(type: number, body: Uint8Array): Promise<{ outcome: Outcome; body: string }> {
    let answer = '';
    const outcome = await this.request(
      (_, sequence) => {
        const record = Buffer.alloc(HEADER_BYTES + body.length);
        record.writeUInt32LE(record.length, 0);
        record.writeUInt16LE(type, 4);
        record.writeUInt32LE(sequence, 8);
        record.set(body, HEADER_BYTES);
        this.#process.stdin.write(record);
      },
      'answer',
      (view, start, end) => {
        answer = textAt(view, start + HEADER_BYTES, end);
      },
    );
    return { outcome, body: answer };
  }

  /** Ends the executor by ending its stdin, and waits until it is gone. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.ended;
  }

  /** Writes one request; answers its sequence number. Where it throws nothing was asked, and who waits next has its place. */
  #write(encode: (writer: MessageWriter, sequence: number) => void, signal: AbortSignal | undefined): number {
    try {
      if (this.#end) throw this.#end;
      if (signal?.aborted) throw cancelledError('ask the kernel');
      const sequence = this.#takeSequences(1);
      encode(this.#writer, sequence);
      return sequence;
    } catch (thrown) {
      this.#waiting.shift()?.();
      throw thrown;
    }
  }

  /** The first of `count` sequence numbers in a row. */
  #takeSequences(count: number): number {
    // 0 marks events, and 1 lost replies.
    const first = this.#sequence + count > 0xffff_ffff ? 2 : this.#sequence + 1;
    this.#sequence = first + count - 1;
    return first;
  }

  /** Requests of one turn leave in one write. */
  #flushSoon(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      if (this.#writer.length > 0) this.#process.stdin.write(this.#writer.take());
    });
  }

  #take(run: DataView): void {
    const cursor = new MessageCursor(run);
    const { sink } = this.#listener;
    while (cursor.next()) {
      if (cursor.sequence === 0) {
        this.#takeEvent(cursor, sink);
        continue;
      }
      if (cursor.type === Control.overrun) {
        this.#loseReplies();
        continue;
      }
      const pending = this.#pending.get(cursor.sequence);
      if (pending) this.#takeReply(cursor, pending);
      else if (cursor.type === Control.error) this.#batches.take(cursor.sequence, verdictOf(cursor));
      else this.#batches.takeFlow(cursor.sequence, cursor.view, cursor.start, cursor.end);
    }
  }

  #takeEvent(cursor: MessageCursor, sink: EventSink): void {
    if (cursor.type === Control.overrun) {
      this.#listener.onLoss();
      return;
    }
    if (cursor.type === OwnRecord.hello) {
      this.#onHello(parseHello(cursor));
      return;
    }
    const kind = eventKind(cursor.type, cursor.flags);
    // Expectations have events of their own, which say nothing about a flow's row.
    if (kind === null) return;
    if (decodeRecord(cursor.view, cursor.start, cursor.end, sink)) sink.put(kind);
    // What it told is lost.
    else this.#listener.onLoss();
  }

  #takeReply(cursor: MessageCursor, pending: Pending): void {
    const { view, start, end, type, sequence } = cursor;
    if ((cursor.flags & Flag.dumpInterrupted) !== 0) pending.interrupted = true;
    if (type === Control.error || type === Control.done) {
      this.#settle(sequence, verdictOf(cursor));
      return;
    }
    pending.onMessage(view, start, end);
    if (pending.endsWith === 'answer')
      this.#settle(sequence, { errno: 0, text: null, offset: null, missing: null });
  }

  #settle(sequence: number, verdict: Verdict): void {
    const pending = this.#pending.get(sequence);
    if (!pending) return;
    this.#pending.delete(sequence);
    pending.settle({ ...verdict, interrupted: pending.interrupted });
    this.#waiting.shift()?.();
  }

  #loseReplies(): void {
    this.#refuseAll(
      new InspectorError({
        code: 'overrun',
        operation: 'read from the kernel',
        message: 'The kernel dropped answers because they came faster than they were read.',
        errno: 'ENOBUFS',
        hint: 'What became of these requests is not known. Look at the table, then try again.',
      }),
    );
  }

  #fail(error: InspectorError): InspectorError {
    this.#end ??= error;
    this.#refuseAll(this.#end);
    return this.#end;
  }

  #refuseAll(error: InspectorError): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of all) pending.settle(error);
    this.#batches.lose(error);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function verdictOf({ view, start, end, type }: MessageCursor): Verdict {
  const verdict = type === Control.error ? decodeError(view, start, end) : decodeDone(view, start, end);
  if (verdict === null) throw lost('an answer was too short to tell how the request went');
  return verdict;
}

function lost(detail: string): InspectorError {
  return new InspectorError({
    code: 'target-lost',
    operation: 'read from the kernel',
    message: 'The stream of kernel messages broke.',
    detail,
  });
}

function parseHello(cursor: MessageCursor): Hello {
  const values = parseLines(textAt(cursor.view, cursor.start + HEADER_BYTES, cursor.end));
  return {
    mode: values.get('mode') ?? '',
    netns: values.get('netns') ?? '',
    eventBufferBytes: Number(values.get('eventBufferBytes') ?? 0),
  };
}

/** `key=value` lines. */
export function parseLines(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return values;
}
