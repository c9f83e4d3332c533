import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import { createClient, type InspectorClient } from '../../shared/client.ts';
import type { FileToken } from '../../shared/file.ts';
import type { Request, Response } from '../../shared/wire.ts';
import { type SandboxHolder, startSandbox } from '../targets/sandbox.ts';
import { answerFileQuestions } from './file-link.ts';
import { answerHolderQuestions } from './holder-link.ts';
import type { EngineWorkerData } from './worker.ts';

/** Receive buffer that event sockets ask for, bytes. The kernel gives what it allows. */
const EVENT_BUFFER_BYTES = 8 * 1024 * 1024;
/** A worker that ends sooner after its start is replaced only after this time, milliseconds. */
const RESTART_PAUSE_MS = 1000;

/** An engine that has not ended what it started after this time is ended with it, milliseconds. */
const STOP_MS = 2000;

/**
 * Room for short-lived objects of the engine's thread, MB. What lives long is in typed arrays outside of it; left to itself V8
 * lets this grow to 100 MB under a steady stream of events.
 */
const YOUNG_GENERATION_MB = 24;

/** A running engine, as its shell sees it. */
export interface EngineHandle {
  /** Goes on working when the engine's thread crashed: what was under way then fails, what is asked after reaches the next. */
  readonly client: InspectorClient;
  /** Ends the engine, its executors and the sandbox; resolves when all are gone. */
  stop(): Promise<void>;
}

export interface StartEngineOptions {
  /** The built engine worker. */
  readonly workerUrl: URL;
  readonly log: (line: string) => void;
  /** Where a file token leads; null when nowhere. Without it there are no files. */
  readonly pathOfFile?: (token: FileToken) => string | null;
  /** Folder of executor.cjs and koffi.node; beside the worker's folder when left out. */
  readonly executorFolder?: string;
  readonly eventBufferBytes?: number;
  /** Makes the thread; tests look at it. */
  readonly createWorker?: (url: URL, options: WorkerOptions) => Worker;
}

/**
 * Starts the engine in a thread of its own. Must be called on the main thread: the sandbox's namespaces are kept by a
 * process that this thread starts.
 */
export function startEngine(options: StartEngineOptions): EngineHandle {
  const { workerUrl, log, createWorker = (url, settings) => new Worker(url, settings) } = options;
  const executorFolder = options.executorFolder ?? fileURLToPath(new URL('../executor', workerUrl));
  let holding: Promise<SandboxHolder> | null = null;
  let tellHolderEnded: ReturnType<typeof answerHolderQuestions> = () => undefined;
  let isStopping = false;
  let current = startWorker();

  function holder(): Promise<SandboxHolder> {
    holding ??= keepHolder();
    return holding;
  }

  async function keepHolder(): Promise<SandboxHolder> {
    try {
      const started = await startSandbox(executorFolder);
      void started.ended.then((error) => {
        holding = null;
        if (!isStopping) tellHolderEnded(error);
      });
      return started;
    } catch (thrown) {
      // The next question tries again: the person may have removed the obstacle.
      holding = null;
      throw thrown;
    }
  }

  function startWorker(): { worker: Worker; stopPort: MessagePort; client: InspectorClient } {
    const startedAt = performance.now();
    const holderChannel = new MessageChannel();
    const fileChannel = new MessageChannel();
    const logChannel = new MessageChannel();
    const stopChannel = new MessageChannel();
    tellHolderEnded = answerHolderQuestions(holderChannel.port1, holder);
    answerFileQuestions(fileChannel.port1, options.pathOfFile ?? (() => null));
    logChannel.port1.on('message', (line: string) => log(line));
    const workerData: EngineWorkerData = {
      executorFolder,
      eventBufferBytes: options.eventBufferBytes ?? EVENT_BUFFER_BYTES,
      holderPort: holderChannel.port2,
      filePort: fileChannel.port2,
      logPort: logChannel.port2,
      stopPort: stopChannel.port2,
    };
    const transferList = [holderChannel.port2, fileChannel.port2, logChannel.port2, stopChannel.port2];
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    const worker = createWorker(workerUrl, { workerData, transferList, resourceLimits, name: 'engine' });
    let cause = 'it ended';
    worker.on('error', (error: unknown) => {
      cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on('exit', () => {
      holderChannel.port1.close();
      fileChannel.port1.close();
      logChannel.port1.close();
      stopChannel.port1.close();
      if (isStopping) return;
      log(`engine: restarting, because ${cause}`);
      const pause = performance.now() - startedAt < RESTART_PAUSE_MS ? RESTART_PAUSE_MS : 0;
      setTimeout(() => {
        if (!isStopping) current = startWorker();
      }, pause);
    });
    const client = createClient({
      send: (message: Request) => worker.postMessage(message),
      onMessage: (listener: (message: Response) => void) => worker.on('message', listener),
      onClose: (listener) => worker.on('exit', () => listener(`the engine crashed: ${cause}`)),
    });
    return { worker, stopPort: stopChannel.port1, client };
  }

  return {
    client: {
      call: (...parameters) => current.client.call(...parameters),
      subscribe: (...parameters) => current.client.subscribe(...parameters),
    },
    async stop() {
      isStopping = true;
      const { worker, stopPort } = current;
      const isStopped = new Promise((stopped) => {
        stopPort.once('message', stopped).once('close', stopped);
        setTimeout(stopped, STOP_MS).unref();
      });
      stopPort.postMessage('stop');
      await isStopped;
      await worker.terminate();
      const held = await holding?.catch(() => null);
      await held?.stop();
    },
  };
}
