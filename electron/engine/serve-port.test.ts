import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../shared/errors.ts';
import type { TargetState } from '../../shared/target-state.ts';
import type { Request, Response } from '../../shared/wire.ts';
import { Engine } from './engine.ts';
import { servePort } from './serve-port.ts';

const engine = new Engine({
  executorFolder: '/nonexistent',
  eventBufferBytes: 0,
  holder: () => Promise.reject(new InspectorError({ code: 'no-sandbox', operation: 'test', message: 'no' })),
  pathOfFile: () => Promise.reject(new Error('no files here')),
  log: () => undefined,
});

/** An engine behind a port: what is asked of it, and everything that it answered. */
function serve(served: Pick<Engine, 'calls' | 'streams'> = engine) {
  const answers: Response[] = [];
  const arrivals: (() => void)[] = [];
  let ask: (request: Request) => void = () => undefined;
  servePort(
    {
      send(response) {
        answers.push(response);
        for (const arrive of arrivals.splice(0)) arrive();
      },
      onMessage(listener) {
        ask = listener;
      },
      onClose: () => undefined,
    },
    served,
  );
  /** The first answer under a number. */
  async function answerTo(id: number): Promise<Response> {
    for (;;) {
      const found = answers.find((answer) => answer.id === id);
      if (found) return found;
      await new Promise<void>((resolve) => arrivals.push(resolve));
    }
  }
  return { ask: (request: Request) => ask(request), answers, answerTo };
}

/** A stream of states told apart by their version. */
function countingStream() {
  const readers = new Set<(item: TargetState) => void>();
  const streams: Engine['streams'] = {
    'target.state': (_, onItem) => {
      readers.add(onItem);
      return () => readers.delete(onItem);
    },
    'zones.reservations': () => () => undefined,
    'scenarios.state': () => () => undefined,
    'work.progress': () => () => undefined,
  };
  const emit = (version: number) => {
    for (const onItem of readers) onItem({ version } as TargetState);
  };
  return { served: { calls: engine.calls, streams }, readers, emit };
}

const subscribe: Request = { kind: 'subscribe', id: 1, name: 'target.state', input: { targetId: 'sandbox' } };
const acknowledge: Request = { kind: 'acknowledge', id: 1 };
const versions = (answers: readonly Response[]) =>
  answers.map((answer) => (answer.kind === 'item' ? (answer.value as TargetState).version : answer.kind));

describe('a call', () => {
  it('is answered under its own number, whatever order calls end in', async () => {
    const { ask, answerTo } = serve();
    ask({ kind: 'call', id: 7, name: 'settings.read', input: {} });
    ask({ kind: 'call', id: 8, name: 'flows.query', input: { targetId: 'sandbox' } });
    expect(await answerTo(8)).toMatchObject({ kind: 'error', error: { code: 'target-lost' } });
    expect(await answerTo(7)).toMatchObject({ kind: 'result', value: { sources: expect.anything() } });
  });

  it('that fails is answered with the error as it is', async () => {
    const { ask, answerTo } = serve();
    ask({ kind: 'call', id: 1, name: 'target.open', input: { targetId: 'nowhere' } });
    ask({ kind: 'call', id: 2, name: 'target.open', input: { targetId: 'sandbox' } });
    expect(await answerTo(1)).toMatchObject({
      kind: 'error',
      error: { code: 'not-found', subject: 'nowhere' },
    });
    expect(await answerTo(2)).toEqual({
      kind: 'error',
      id: 2,
      error: { code: 'no-sandbox', operation: 'test', message: 'no' },
    });
  });

  it.each(['flows.empty', 'toString', '__proto__', ''])('"%s" does not exist', async (name) => {
    const { ask, answerTo } = serve();
    ask({ kind: 'call', id: 1, name, input: {} });
    ask({ kind: 'subscribe', id: 2, name, input: {} });
    expect(await answerTo(1)).toMatchObject({ kind: 'error', error: { code: 'invalid' } });
    expect(await answerTo(2)).toMatchObject({ kind: 'error', error: { code: 'invalid' } });
  });

  it('that is cancelled has its signal aborted, and no other has', async () => {
    const signals: AbortSignal[] = [];
    const untilAborted = (_: unknown, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    const { ask, answerTo, answers } = serve({
      calls: { ...engine.calls, 'flows.inject': untilAborted },
      streams: engine.streams,
    });
    ask({ kind: 'call', id: 1, name: 'flows.inject', input: {} });
    ask({ kind: 'call', id: 2, name: 'flows.inject', input: {} });
    ask({ kind: 'cancel', id: 2 });
    ask({ kind: 'cancel', id: 99 });
    expect(await answerTo(2)).toMatchObject({
      kind: 'error',
      error: { message: expect.stringMatching('stopped') },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
    expect(answers).toHaveLength(1);
  });
});

describe('a stream', () => {
  it('sends an item, and the next only after that was acknowledged', () => {
    const { served, emit } = countingStream();
    const { ask, answers } = serve(served);
    ask(subscribe);
    emit(1);
    expect(versions(answers)).toEqual([1]);
    ask(acknowledge);
    expect(versions(answers)).toEqual([1]);
    emit(2);
    expect(versions(answers)).toEqual([1, 2]);
  });

  it('keeps only the newest item for a reader that does not acknowledge', () => {
    const { served, emit } = countingStream();
    const { ask, answers } = serve(served);
    ask(subscribe);
    for (let version = 1; version <= 1000; version++) emit(version);
    expect(versions(answers)).toEqual([1]);
    ask(acknowledge);
    expect(versions(answers)).toEqual([1, 1000]);
    ask(acknowledge);
    expect(versions(answers)).toEqual([1, 1000]);
  });

  it('does not let one reader wait for another', () => {
    const { served, emit } = countingStream();
    const { ask, answers } = serve(served);
    ask(subscribe);
    ask({ ...subscribe, id: 2 });
    emit(1);
    ask({ kind: 'acknowledge', id: 2 });
    emit(2);
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 2]);
  });

  it('ends when its reader has enough, and sends nothing more', () => {
    const { served, emit, readers } = countingStream();
    const { ask, answers } = serve(served);
    ask(subscribe);
    emit(1);
    emit(2);
    ask({ kind: 'unsubscribe', id: 1 });
    expect(readers.size).toBe(0);
    ask(acknowledge);
    expect(versions(answers)).toEqual([1]);
  });

  it('of a target that is not open ends with an error', async () => {
    const { ask, answerTo } = serve();
    ask(subscribe);
    expect(await answerTo(1)).toMatchObject({ kind: 'error', error: { code: 'target-lost' } });
  });
});
