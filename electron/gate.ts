import type * as z from 'zod/mini';
import type { InspectorClient } from '../shared/client.ts';
import {
  type CallInput,
  type CallName,
  contract,
  isCallName,
  isStreamName,
  type StreamInput,
  type StreamName,
} from '../shared/contract.ts';
import { InspectorError, toInspectorError } from '../shared/errors.ts';
import { MAX_REQUEST_LENGTH, type Port, Request, type Response } from '../shared/wire.ts';
import { isLongerThan } from './message-length.ts';
import { excerpt, validate } from './validate.ts';

/** What one page may have under way at a time. A page needs a handful; these keep a broken one from harm. */
export const MAX_CALLS = 64;
export const MAX_STREAMS = 16;

export interface GateOptions {
  /** Holds the engine to its side of the contract too: in development and tests. */
  readonly checkOutputs: boolean;
  /** Takes a line about each message that was refused. */
  readonly log: (line: string) => void;
}

/** A stream on its way to a page. Its items are states, so of those not yet sent only the latest is of use. */
interface Subscription {
  stop: () => void;
  /** Whether the page still has an item to acknowledge. */
  awaiting: boolean;
  latest: { readonly value: unknown } | null;
}

/**
 * Lets a page in: reads what arrives on `port`, gives the engine only what the contract allows, and sends the answers
 * back. Everything else is logged and answered with an `invalid` error that names the place, under the message's own
 * number, or under 0 when it has none that could be used. When the port closes, all that the page has under way is
 * cancelled.
 */
export function admit(port: Port<Response, unknown>, engine: InspectorClient, options: GateOptions): void {
  const calls = new Map<number, AbortController>();
  const streams = new Map<number, Subscription>();
  let open = true;

  port.onMessage((message) => {
    try {
      receive(message);
    } catch (thrown) {
      refuse(answerNumber(message), toInspectorError(thrown, 'read a message'));
    }
  });
  port.onClose(() => {
    open = false;
    for (const abort of calls.values()) abort.abort();
    for (const { stop } of streams.values()) stop();
    streams.clear();
  });

  function receive(message: unknown): void {
    if (isLongerThan(MAX_REQUEST_LENGTH, message)) {
      throw invalid('read a message', 'message', `must not be longer than ${MAX_REQUEST_LENGTH} characters`);
    }
    const request = accept(Request, message, 'message', 'read a message');
    if (request.kind === 'call') call(request);
    else if (request.kind === 'subscribe') subscribe(request);
    // The rest may well concern a call or stream that has just ended by itself: that is no mistake.
    else if (request.kind === 'cancel') calls.get(request.id)?.abort();
    else if (request.kind === 'acknowledge') acknowledge(request.id);
    else unsubscribe(request.id);
  }

  function call({ id, name, input }: Extract<Request, { kind: 'call' }>): void {
    if (!isCallName(name)) throw invalid('call', 'message.name', `"${name}" is no call`);
    if (isInUse(id)) throw invalid(name, 'message.id', `${id} is still in use`);
    if (calls.size >= MAX_CALLS) throw invalid(name, 'message', `${MAX_CALLS} calls are under way`);
    void run(id, name, accept(contract.calls[name].input, input, 'input', name));
  }

  async function run(id: number, name: CallName, input: CallInput<CallName>): Promise<void> {
    const abort = new AbortController();
    calls.set(id, abort);
    try {
      const value = await engine.call(name, input, abort.signal);
      if (options.checkOutputs) checkOutput(contract.calls[name].output, value, name);
      send({ kind: 'result', id, value });
    } catch (thrown) {
      send({ kind: 'error', id, error: toInspectorError(thrown, name).data });
    } finally {
      calls.delete(id);
    }
  }

  function subscribe({ id, name, input }: Extract<Request, { kind: 'subscribe' }>): void {
    if (!isStreamName(name)) throw invalid('subscribe', 'message.name', `"${name}" is no stream`);
    if (isInUse(id)) throw invalid(name, 'message.id', `${id} is still in use`);
    if (streams.size >= MAX_STREAMS) throw invalid(name, 'message', `${MAX_STREAMS} streams are open`);
    follow(id, name, accept(contract.streams[name].input, input, 'input', name));
  }

  function follow(id: number, name: StreamName, input: StreamInput<StreamName>): void {
    const subscription: Subscription = { stop: () => undefined, awaiting: false, latest: null };
    const isOpen = () => streams.get(id) === subscription;
    const end = (thrown: unknown) => {
      if (!isOpen()) return;
      unsubscribe(id);
      send({ kind: 'error', id, error: toInspectorError(thrown, name).data });
    };
    const take = (value: unknown) => {
      if (!isOpen()) return;
      try {
        if (options.checkOutputs) checkOutput(contract.streams[name].output, value, name);
      } catch (thrown) {
        end(thrown);
        return;
      }
      subscription.latest = { value };
      if (!subscription.awaiting) sendLatest(id, subscription);
    };
    streams.set(id, subscription);
    const stop = engine.subscribe(name, input, take, end);
    // It may have ended while it began.
    if (isOpen()) subscription.stop = stop;
    else stop();
  }

  function sendLatest(id: number, subscription: Subscription): void {
    const { latest } = subscription;
    subscription.latest = null;
    subscription.awaiting = latest !== null;
    if (latest) send({ kind: 'item', id, value: latest.value });
  }

  function acknowledge(id: number): void {
    const subscription = streams.get(id);
    if (subscription?.awaiting) sendLatest(id, subscription);
  }

  function unsubscribe(id: number): void {
    const subscription = streams.get(id);
    streams.delete(id);
    subscription?.stop();
  }

  function refuse(id: number, error: InspectorError): void {
    options.log(`Refused to ${error.data.operation}: ${error.message}`);
    send({ kind: 'error', id, error: error.data });
  }

  function send(response: Response): void {
    if (open) port.send(response);
  }

  function isInUse(id: number): boolean {
    return calls.has(id) || streams.has(id);
  }

  /** The number under which a message that cannot be accepted is answered. */
  function answerNumber(message: unknown): number {
    if (typeof message !== 'object' || message === null || !('id' in message)) return 0;
    const { id } = message;
    return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 && !isInUse(id) ? id : 0;
  }
}

function invalid(operation: string, subject: string, flaw: string): InspectorError {
  return new InspectorError({
    code: 'invalid',
    operation,
    message: `${subject}: ${excerpt(flaw)}.`,
    subject,
  });
}

/** Outside data as the schema's type, or an `invalid` error that says where it is wrong. */
function accept<S extends z.ZodMiniType>(
  schema: S,
  data: unknown,
  root: string,
  operation: string,
): z.output<S> {
  const checked = validate(schema, data, root);
  if (!checked.ok) throw invalid(operation, checked.path, checked.message);
  return checked.value;
}

function checkOutput(schema: z.ZodMiniType, value: unknown, operation: string): void {
  const checked = validate(schema, value, 'output');
  if (checked.ok) return;
  throw new InspectorError({
    code: 'internal',
    operation,
    message: `The engine breaks the contract. ${checked.path}: ${checked.message}.`,
    subject: checked.path,
    hint: 'This is a defect of the inspector. Please report it.',
  });
}
