import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { validate } from '../validate.ts';

const MAX_BODY_BYTES = 1024;
const Body = z.strictObject({ token: z.string() });

/** The token that a page sends as `{"token": "…"}`; null when it sends anything else. */
export async function readToken(request: IncomingMessage): Promise<string | null> {
  const { 'content-type': type, 'content-length': length } = request.headers;
  // Looked at before the body: Node takes no more of it than the header says.
  if (type !== 'application/json' || !(Number(length) <= MAX_BODY_BYTES)) return null;
  const body = validate(Body, parse(await text(request)), 'body');
  return body.ok ? body.value.token : null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
