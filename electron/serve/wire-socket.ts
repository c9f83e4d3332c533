import type { WebSocket } from 'ws';
import { MAX_REQUEST_LENGTH, type Port, type Response } from '../../shared/wire.ts';

/** The most bytes that a text of the permitted length can take in UTF-8; the WebSocket closes with 1009 above it. */
export const MAX_MESSAGE_BYTES = 3 * MAX_REQUEST_LENGTH;

/** Far above what a page sends while somebody scrolls through the table as fast as they can. */
export const MAX_MESSAGES_PER_SECOND = 1000;

/** Bytes that a page has not taken yet above which nothing more is read from it, so that its next calls wait. */
const MAX_BACKLOG_BYTES = 8_000_000;

/** How often the other end has to show that it is there. */
const HEARTBEAT_MS = 15_000;

/** Close codes of RFC 6455. */
const NOT_TEXT = 1003;
const AGAINST_POLICY = 1008;

/**
 * A WebSocket as the port of one page. Bounded are the length of a message, their rate, and what is kept for a page
 * that does not read: it is not listened to before it has caught up, and cut off when it takes nothing at all. Streams
 * add one item each to that at most, since the gate sends the next only after the last was acknowledged.
 */
export function wirePort(socket: WebSocket): Port<Response, unknown> {
  let messages = 0;
  let alive = true;
  const showsLife = () => {
    alive = true;
  };
  const second = setInterval(() => {
    messages = 0;
  }, 1000);
  const heartbeat = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  socket.on('pong', showsLife);
  socket.on('close', () => {
    clearInterval(second);
    clearInterval(heartbeat);
  });

  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(message), () => {
        showsLife();
        if (socket.isPaused && socket.bufferedAmount <= MAX_BACKLOG_BYTES) socket.resume();
      });
      if (socket.bufferedAmount > MAX_BACKLOG_BYTES) socket.pause();
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => {
        showsLife();
        messages += 1;
        if (isBinary) socket.close(NOT_TEXT, 'only text is understood');
        else if (messages > MAX_MESSAGES_PER_SECOND)
          socket.close(AGAINST_POLICY, 'too many messages a second');
        else if (socket.readyState === socket.OPEN) listener(parse(data.toString()));
      });
    },
    onClose(listener) {
      socket.on('close', (code, reason) => listener(reason.toString() || `closed with code ${code}`));
    },
  };
}

/** The message in a text. What is too long or no JSON stays the text it is: the gate refuses that like all else. */
function parse(text: string): unknown {
  if (text.length > MAX_REQUEST_LENGTH) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
