import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Port, Response } from '../../shared/wire.ts';
import { REQUEST_CHANNEL, RESPONSE_CHANNEL } from '../channels.ts';
import { listenToPages } from './pages.ts';

const first = '00000000-0000-4000-8000-000000000001';
const second = '00000000-0000-4000-8000-000000000002';

interface Frame {
  readonly origin: string;
  readonly parent: unknown;
  readonly sent: unknown[][];
  isDestroyed(): boolean;
  send(...message: unknown[]): void;
}

function createFrame({ origin = 'app://inspector', parent = null as unknown } = {}): Frame {
  const sent: unknown[][] = [];
  return { origin, parent, sent, isDestroyed: () => false, send: (...message) => sent.push(message) };
}

/** What the gate would be given, and a window to send from. */
function setUp() {
  const admitted: { port: Port<Response, unknown>; received: unknown[]; closed: string[] }[] = [];
  const logged: string[] = [];
  const ipcMain = new EventEmitter();
  listenToPages(ipcMain as unknown as Parameters<typeof listenToPages>[0], {
    admitPage: (port) => {
      const page = { port, received: [] as unknown[], closed: [] as string[] };
      port.onMessage((message) => page.received.push(message));
      port.onClose((reason) => page.closed.push(reason));
      admitted.push(page);
    },
    log: (line) => logged.push(line),
  });
  const sendFrom = (contents: EventEmitter, frame: Frame | null, id: unknown, message: unknown) => {
    const replies: unknown[][] = [];
    const event = {
      sender: contents,
      senderFrame: frame,
      reply: (...reply: unknown[]) => replies.push(reply),
    };
    ipcMain.emit(REQUEST_CHANNEL, event, id, message);
    return replies;
  };
  return { admitted, logged, sendFrom };
}

describe('a page', () => {
  it('is let in with its first message, and answered as itself', () => {
    const { admitted, sendFrom } = setUp();
    const [window, frame] = [new EventEmitter(), createFrame()];
    sendFrom(window, frame, first, 'one');
    sendFrom(window, frame, first, 'two');
    expect(admitted.map(({ received }) => received)).toEqual([['one', 'two']]);
    const answer: Response = { kind: 'result', id: 1, value: null };
    admitted[0]?.port.send(answer);
    expect(frame.sent).toEqual([[RESPONSE_CHANNEL, first, answer]]);
  });

  it('makes way for the next when its window is reloaded', () => {
    const { admitted, sendFrom } = setUp();
    const [window, frame] = [new EventEmitter(), createFrame()];
    sendFrom(window, frame, first, 'old');
    sendFrom(window, frame, second, 'new');
    expect(admitted.map(({ closed, received }) => [closed, received])).toEqual([
      [['the page was reloaded'], ['old']],
      [[], ['new']],
    ]);
  });

  it.each([
    ['render-process-gone', 'the page crashed'],
    ['destroyed', 'the window was closed'],
  ])('ends with its window: %s', (event, reason) => {
    const { admitted, sendFrom } = setUp();
    const [window, frame] = [new EventEmitter(), createFrame()];
    sendFrom(window, frame, first, 'one');
    window.emit(event);
    window.emit('destroyed');
    expect(admitted[0]?.closed).toEqual([reason]);
  });

  it('is one of several, each with its own', () => {
    const { admitted, sendFrom } = setUp();
    const [one, other] = [new EventEmitter(), new EventEmitter()];
    sendFrom(one, createFrame(), first, 'one');
    sendFrom(other, createFrame(), second, 'other');
    one.emit('destroyed');
    expect(admitted.map(({ closed }) => closed.length)).toEqual([1, 0]);
  });
});

describe('a message from anybody else', () => {
  it.each([
    ['a frame inside the page', createFrame({ parent: {} }), first],
    ['a page of another origin', createFrame({ origin: 'app://other' }), first],
    ['a frame that is gone', null, first],
    ['a page without an id', createFrame(), undefined],
    ['a page with a strange id', createFrame(), { toString: 'x' }],
  ])('is logged and answered with an error: %s', (_title, frame, id) => {
    const { admitted, logged, sendFrom } = setUp();
    const replies = sendFrom(new EventEmitter(), frame, id, {
      kind: 'call',
      id: 4,
      name: 'target.list',
      input: {},
    });
    expect(replies).toEqual([
      [
        RESPONSE_CHANNEL,
        id,
        { kind: 'error', id: 0, error: expect.objectContaining({ code: 'not-permitted' }) },
      ],
    ]);
    expect(logged).toHaveLength(1);
    expect(admitted).toEqual([]);
  });
});
