import type { MessagePort } from 'node:worker_threads';
import { InspectorError } from '../../shared/errors.ts';
import type { FileToken } from '../../shared/file.ts';

/**
 * How the engine's thread asks the shell's main thread where a file token leads. The page only ever holds tokens; paths
 * are known to the shell and to the engine.
 */
interface Answer {
  readonly token: FileToken;
  readonly path: string | null;
}

/** The main thread's side. */
export function answerFileQuestions(port: MessagePort, pathOf: (token: FileToken) => string | null): void {
  port.on('message', (token: FileToken) => {
    port.postMessage({ token, path: pathOf(token) } satisfies Answer);
  });
}

/** The engine's side: the absolute path of a token's file. Errors: `not-found`. */
export function askForFiles(port: MessagePort): (token: FileToken) => Promise<string> {
  const waiting: ((answer: Answer) => void)[] = [];
  // Questions are answered in the order they were asked.
  port.on('message', (answer: Answer) => waiting.shift()?.(answer));
  return (token) =>
    new Promise((resolve, reject) => {
      waiting.push(({ path }) => (path === null ? reject(unknownFile) : resolve(path)));
      port.postMessage(token);
    });
}

const unknownFile = new InspectorError({
  code: 'not-found',
  operation: 'use a file',
  message: 'There is no such file any more.',
  hint: 'Choose the file again.',
});
