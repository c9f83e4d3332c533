import type { CallInput, CallName, CallOutput, StreamInput, StreamItem, StreamName } from './contract.ts';
import { cancelledError, InspectorError } from './errors.ts';
import type { Port, Request, Response } from './wire.ts';

/** What a page can ask, derived from the contract. */
export interface InspectorClient {
  /** Calls by name; rejects with an InspectorError. Aborting rejects at once as `cancelled` and tells the engine. */
  call<N extends CallName>(name: N, input: CallInput<N>, signal?: AbortSignal): Promise<CallOutput<N>>;
  /** Follows a stream until the returned function is called. Items that come too fast for the reader are left out. */
  subscribe<N extends StreamName>(
    name: N,
    input: StreamInput<N>,
    onItem: (item: StreamItem<N>) => void,
    onError: (error: InspectorError) => void,
  ): () => void;
}

interface Pending {
  readonly accept: (value: unknown) => void;
  readonly refuse: (error: InspectorError) => void;
}

/** Makes the client of one connection. When the connection closes everything open ends with `target-lost`. */
export function createClient(port: Port<Request, Response>): InspectorClient {
  const calls = new Map<number, Pending>();
  const streams = new Map<number, Pending>();
  let lastId = 0;
  let closed: InspectorError | null = null;

  port.onMessage((message) => {
    const streaming = streams.get(message.id);
    const pending = streaming ?? calls.get(message.id);
    if (!pending) return;
    if (message.kind === 'item') {
      pending.accept(message.value);
      if (streams.has(message.id)) port.send({ kind: 'acknowledge', id: message.id });
      return;
    }
    calls.delete(message.id);
    streams.delete(message.id);
    if (message.kind === 'result') pending.accept(message.value);
    else pending.refuse(new InspectorError(message.error));
  });
  port.onClose((reason) => {
    closed = new InspectorError({
      code: 'target-lost',
      operation: 'talk to the inspector',
      message: 'The connection to the inspector is gone.',
      detail: reason,
      hint: 'Reload the page; if that does not help, start the inspector again.',
    });
    for (const pending of [...calls.values(), ...streams.values()]) pending.refuse(closed);
    calls.clear();
    streams.clear();
  });

  return {
    call<N extends CallName>(name: N, input: CallInput<N>, signal?: AbortSignal): Promise<CallOutput<N>> {
      return new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (signal?.aborted) return reject(cancelledError(name));
        const id = ++lastId;
        const abort = () => {
          calls.delete(id);
          port.send({ kind: 'cancel', id });
          reject(cancelledError(name));
        };
        signal?.addEventListener('abort', abort, { once: true });
        const settle = () => signal?.removeEventListener('abort', abort);
        calls.set(id, {
          accept(value) {
            settle();
            // The engine's side of the contract is held by the types there and checked in development and tests.
            resolve(value as CallOutput<N>);
          },
          refuse(error) {
            settle();
            reject(error);
          },
        });
        port.send({ kind: 'call', id, name, input });
      });
    },

    subscribe<N extends StreamName>(
      name: N,
      input: StreamInput<N>,
      onItem: (item: StreamItem<N>) => void,
      onError: (error: InspectorError) => void,
    ): () => void {
      if (closed) {
        onError(closed);
        return () => undefined;
      }
      const id = ++lastId;
      streams.set(id, { accept: (value) => onItem(value as StreamItem<N>), refuse: onError });
      port.send({ kind: 'subscribe', id, name, input });
      return () => {
        if (streams.delete(id) && !closed) port.send({ kind: 'unsubscribe', id });
      };
    },
  };
}
