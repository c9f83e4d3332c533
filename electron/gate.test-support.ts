import type { InspectorClient } from '../shared/client.ts';
import type { InspectorError } from '../shared/errors.ts';
import { Response } from '../shared/wire.ts';
import { admit } from './gate.ts';

/** A target as the engine lists it. */
export const offer = {
  targetId: 'sandbox',
  title: 'Sandbox',
  subtitle: 'private table',
  unavailable: null,
  locked: false,
};

/** A page at one end of the gate and an engine that only takes notes at the other. */
export function setUp({ checkOutputs = true } = {}) {
  const sent: Response[] = [];
  const logged: string[] = [];
  const calls: { name: string; input: unknown; signal: AbortSignal; settle: (value: unknown) => void }[] = [];
  const streams: {
    input: unknown;
    emit: (item: unknown) => void;
    fail: (error: InspectorError) => void;
    stopped: boolean;
  }[] = [];
  let receive: (message: unknown) => void = () => undefined;
  let close: (reason: string) => void = () => undefined;

  const engine: InspectorClient = {
    call: (name, input, signal) =>
      new Promise((resolve, reject) => {
        calls.push({
          name,
          input,
          signal: signal ?? new AbortController().signal,
          settle: (value) => (value instanceof Error ? reject(value) : resolve(value as never)),
        });
      }),
    subscribe: (_name, input, onItem, onError) => {
      const stream = { input, emit: (item: unknown) => onItem(item as never), fail: onError, stopped: false };
      streams.push(stream);
      return () => {
        stream.stopped = true;
      };
    },
  };
  admit(
    {
      send: (message) => sent.push(Response.parse(structuredClone(message))),
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: (listener) => {
        close = listener;
      },
    },
    engine,
    { checkOutputs, log: (line) => logged.push(line) },
  );
  return {
    sent,
    logged,
    calls,
    streams,
    receive: (message: unknown) => receive(message),
    close: () => close('the page is gone'),
    /** The one error among the answers. */
    error: () => {
      const [answer, ...more] = sent;
      if (answer?.kind !== 'error' || more.length > 0)
        throw new Error(`not one error: ${JSON.stringify(sent)}`);
      return answer;
    },
  };
}

/** Resolves when everything that was answered has gone through the gate. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
