import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { type EngineHandle, startEngine } from '../../electron/engine/client.ts';
import { answerHolderQuestions } from '../../electron/engine/holder-link.ts';
import type { EngineWorkerData } from '../../electron/engine/worker.ts';
import type { SandboxPlace } from '../../electron/targets/sandbox.ts';
import type { InspectorClient } from '../../shared/client.ts';
import type { TargetState } from '../../shared/target-state.ts';
import { until } from './measure.ts';

const out = resolve(import.meta.dirname, '../../out');
export const EXECUTOR_FOLDER = resolve(out, 'executor');
const SANDBOX = { targetId: 'sandbox' };

/** The app's engine, as its shells start it, with a benchmark's table as its sandbox. */
export interface BenchEngine {
  readonly client: InspectorClient;
  /** The newest state of the target; null while it is closed. */
  state(): TargetState | null;
  /** Opens the target and waits until it is live; answers how long the listing took, milliseconds. */
  list(): Promise<number>;
  /** Starts to follow the state without waiting for anything. */
  open(): Promise<void>;
  close(): Promise<void>;
  stop(): Promise<void>;
}

export interface BenchEngineOptions {
  /** Where the sandbox is, asked when the engine asks. */
  readonly place: () => Promise<SandboxPlace>;
  readonly eventBufferBytes?: number;
  readonly onState?: (state: TargetState) => void;
}

/** Starts the built engine in its worker thread. */
export function startBenchEngine(options: BenchEngineOptions): BenchEngine {
  const { place, eventBufferBytes, onState = () => undefined } = options;
  const holders = new MessageChannel();
  answerHolderQuestions(holders.port1, async () => {
    const { pid, netns } = await place();
    return { pid, netns, ended: new Promise(() => undefined), stop: async () => undefined };
  });
  const engine: EngineHandle = startEngine({
    workerUrl: pathToFileURL(resolve(out, 'main/engine.js')),
    executorFolder: EXECUTOR_FOLDER,
    log: () => undefined,
    ...(eventBufferBytes === undefined ? {} : { eventBufferBytes }),
    createWorker(url, settings) {
      const data: EngineWorkerData = { ...settings.workerData, holderPort: holders.port2 };
      return new Worker(url, {
        ...settings,
        workerData: data,
        transferList: [data.holderPort, data.filePort, data.logPort, data.stopPort],
      });
    },
  });
  const { client } = engine;
  let latest: TargetState | null = null;
  let unsubscribe: () => void = () => undefined;

  async function open(): Promise<void> {
    await client.call('target.open', SANDBOX);
    unsubscribe = client.subscribe(
      'target.state',
      SANDBOX,
      (state) => {
        latest = state;
        onState(state);
      },
      (error) => {
        throw error;
      },
    );
  }
  return {
    client,
    state: () => latest,
    open,
    async list() {
      await open();
      const startedAt = Date.now();
      const { listedAt } = await until('the listing', () =>
        latest?.phase === 'live' ? latest : latest?.phase === 'lost' ? Promise.reject(latest.error) : null,
      );
      return (listedAt ?? Number.NaN) - startedAt;
    },
    async close() {
      unsubscribe();
      latest = null;
      await client.call('target.close', SANDBOX);
    },
    async stop() {
      unsubscribe();
      await engine.stop();
      holders.port1.close();
    },
  };
}
