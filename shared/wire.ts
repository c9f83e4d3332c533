import * as z from 'zod/mini';
import { ErrorData } from './errors.ts';

/**
 * What travels between a page, its shell and the engine, whatever carries it. Call numbers are chosen by the asking
 * side. A stream sends its next item only after the last one was acknowledged, so a slow reader gets fewer items
 * and never a queue.
 */
const CallNumber = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const Name = z.string().check(z.maxLength(64));

export const Request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: CallNumber, name: Name, input: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel'), id: CallNumber }),
  z.strictObject({ kind: z.literal('subscribe'), id: CallNumber, name: Name, input: z.unknown() }),
  z.strictObject({ kind: z.literal('acknowledge'), id: CallNumber }),
  z.strictObject({ kind: z.literal('unsubscribe'), id: CallNumber }),
]);
export type Request = z.infer<typeof Request>;

export const Response = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('result'), id: CallNumber, value: z.unknown() }),
  z.strictObject({ kind: z.literal('error'), id: CallNumber, error: ErrorData }),
  z.strictObject({ kind: z.literal('item'), id: CallNumber, value: z.unknown() }),
]);
export type Response = z.infer<typeof Response>;

/** One end of a two-way connection that keeps the order of its messages. */
export interface Port<Out, In> {
  send(message: Out): void;
  /** Called for every message that arrives. */
  onMessage(listener: (message: In) => void): void;
  /** Called once when the connection is gone, with the reason in words. */
  onClose(listener: (reason: string) => void): void;
}

/** The longest text form of a request that a shell accepts, in characters. */
export const MAX_REQUEST_LENGTH = 1_000_000;
