import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Request, Response } from '../../shared/wire.ts';
import { Engine } from './engine.ts';
import { askForFiles } from './file-link.ts';
import { askForHolder } from './holder-link.ts';
import { servePort } from './serve-port.ts';

/** What `startEngine` hands over. */
export interface EngineWorkerData {
  readonly executorFolder: string;
  readonly eventBufferBytes: number;
  readonly holderPort: MessagePort;
  readonly filePort: MessagePort;
  readonly logPort: MessagePort;
  /** Says that the engine is to end, and hears when nothing that it started runs any more. */
  readonly stopPort: MessagePort;
}

const main = parentPort;
if (main === null) throw new Error('the engine runs as a worker thread');
const { executorFolder, eventBufferBytes, holderPort, filePort, logPort, stopPort } =
  workerData as EngineWorkerData;

const engine: Engine = new Engine({
  executorFolder,
  eventBufferBytes,
  holder: askForHolder(holderPort, (error) => engine.loseSandbox(error)),
  pathOfFile: askForFiles(filePort),
  log: (line) => logPort.postMessage(line),
});
servePort(
  {
    send: (message: Response) => main.postMessage(message),
    onMessage: (listener: (message: Request) => void) => main.on('message', listener),
    // The main thread ends the worker as a whole.
    onClose: () => undefined,
  },
  engine,
);
stopPort.once('message', () => void engine.stop().finally(() => stopPort.postMessage('stopped')));
