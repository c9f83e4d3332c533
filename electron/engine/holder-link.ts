import type { MessagePort } from 'node:worker_threads';
import { type ErrorData, InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { SandboxPlace } from '../targets/sandbox.ts';

/**
 * How the engine's thread asks the shell's main thread for the sandbox's holder. The holder belongs to the main thread,
 * because it has to outlive an engine that crashes.
 */
type Answer =
  | { readonly kind: 'holder'; readonly holder: SandboxPlace }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  | { readonly kind: 'ended'; readonly error: ErrorData };

/** The main thread's side: answers each question; the answered function tells of the holder's end. */
export function answerHolderQuestions(
  port: MessagePort,
  holder: () => Promise<SandboxPlace>,
): (error: InspectorError) => void {
  const answer = (message: Answer) => port.postMessage(message);
  port.on('message', () => {
    holder().then(
      ({ pid, netns }) => answer({ kind: 'holder', holder: { pid, netns } }),
      (thrown: unknown) =>
        answer({ kind: 'failed', error: toInspectorError(thrown, 'make a private table').data }),
    );
  });
  return (error) => answer({ kind: 'ended', error: error.data });
}

/** The engine's side. Questions are answered in the order they were asked. */
export function askForHolder(
  port: MessagePort,
  onEnded: (error: InspectorError) => void,
): () => Promise<SandboxPlace> {
  const waiting: { resolve: (holder: SandboxPlace) => void; reject: (error: InspectorError) => void }[] = [];
  port.on('message', (message: Answer) => {
    if (message.kind === 'ended') onEnded(new InspectorError(message.error));
    else if (message.kind === 'holder') waiting.shift()?.resolve(message.holder);
    else waiting.shift()?.reject(new InspectorError(message.error));
  });
  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      port.postMessage('holder');
    });
}
