import { isCallName, isEngineCall, isStreamName } from '../../shared/contract.ts';
import { type ErrorData, InspectorError, toInspectorError } from '../../shared/errors.ts';
import type { Port, Request, Response } from '../../shared/wire.ts';
import type { Engine } from './engine.ts';

/** A stream's newest item waits here until the reader has acknowledged the one before. */
interface Stream {
  readonly stop: () => void;
  isReady: boolean;
  next: { readonly item: unknown } | null;
}

/** Answers requests that the gate has let through. Their inputs have the contract's shapes. */
export function servePort(port: Port<Response, Request>, engine: Pick<Engine, 'calls' | 'streams'>): void {
  const running = new Map<number, AbortController>();
  const streams = new Map<number, Stream>();

  const fail = (id: number, error: ErrorData) => port.send({ kind: 'error', id, error });

  async function call(id: number, name: string, input: unknown): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      if (!isCallName(name) || !isEngineCall(name)) throw unknownName(name);
      // The gate parsed the input with this very name's schema; the link between the two is lost on the way here.
      const handler = engine.calls[name] as (input: unknown, signal: AbortSignal) => Promise<unknown>;
      port.send({ kind: 'result', id, value: await handler(input, abort.signal) });
    } catch (thrown) {
      fail(id, toInspectorError(thrown, name).data);
    } finally {
      running.delete(id);
    }
  }

  function offer(id: number, stream: Stream, item: unknown): void {
    if (!stream.isReady) {
      stream.next = { item };
      return;
    }
    stream.isReady = false;
    stream.next = null;
    port.send({ kind: 'item', id, value: item });
  }

  function subscribe(id: number, name: string, input: unknown): void {
    let stop: () => void = () => undefined;
    const stream: Stream = { stop: () => stop(), isReady: true, next: null };
    streams.set(id, stream);
    try {
      if (!isStreamName(name)) throw unknownName(name);
      // As for calls.
      const source = engine.streams[name] as (input: unknown, onItem: (item: unknown) => void) => () => void;
      stop = source(input, (item) => offer(id, stream, item));
    } catch (thrown) {
      streams.delete(id);
      fail(id, toInspectorError(thrown, name).data);
    }
  }

  port.onMessage((request) => {
    switch (request.kind) {
      case 'call':
        void call(request.id, request.name, request.input);
        break;
      case 'cancel':
        running.get(request.id)?.abort();
        break;
      case 'subscribe':
        subscribe(request.id, request.name, request.input);
        break;
      case 'acknowledge': {
        const stream = streams.get(request.id);
        if (!stream) break;
        stream.isReady = true;
        if (stream.next) offer(request.id, stream, stream.next.item);
        break;
      }
      case 'unsubscribe':
        streams.get(request.id)?.stop();
        streams.delete(request.id);
        break;
    }
  });
}

function unknownName(name: string): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation: name,
    message: `There is no call or stream "${name}".`,
  });
}
