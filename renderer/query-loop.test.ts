import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createQueryLoop, type QueryLoop } from './query-loop.ts';

interface Query {
  readonly filter: string;
  readonly offset: number;
}
interface Asked {
  readonly query: Query;
  readonly signal: AbortSignal;
  readonly answer: (text: string) => Promise<void>;
  readonly fail: () => Promise<void>;
}

const first = { filter: 'tcp', offset: 0 };
let asked: Asked[];
let answers: string[];
let errors: unknown[];
let loop: QueryLoop;
let wanted: Query | null;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  errors = [];
  wanted = null;
  loop = createQueryLoop<Query, string>({
    wanted: () => wanted,
    ask: (query, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          query,
          signal,
          async answer(text) {
            resolve(text);
            await pass(0);
          },
          async fail() {
            reject(new Error('no'));
            await pass(0);
          },
        });
      }),
    onAnswer: (answer) => answers.push(answer),
    onError: (error) => errors.push(error),
    isStale: (before, wanted) => before.filter !== wanted.filter,
    gapMs: () => 100,
    now: () => Date.now(),
    schedule(run, delay) {
      const timer = setTimeout(run, Math.max(delay, 16));
      return () => clearTimeout(timer);
    },
  });
  return () => vi.useRealTimers();
});

const pass = async (milliseconds: number) => void (await vi.advanceTimersByTimeAsync(milliseconds));
const want = (query: Query | null) => {
  wanted = query;
  loop.changed();
};
const question = (index: number): Asked => {
  const found = asked[index];
  if (!found) throw new Error(`question ${index} was not asked`);
  return found;
};

describe('a query loop', () => {
  test('that is held asks nothing that was due, and takes no answer that was on its way', async () => {
    want(first);
    await pass(16);
    loop.hold();
    expect(question(0).signal.aborted).toBe(true);
    await question(0).answer('too late');
    loop.moved();
    loop.hold();
    await pass(1000);
    expect(answers).toEqual([]);
    expect(asked).toHaveLength(1);
    loop.changed();
    await pass(16);
    expect(asked).toHaveLength(2);
  });

  test('asks once for many wishes within a frame', async () => {
    want(first);
    want({ ...first, offset: 10 });
    want({ ...first, offset: 20 });
    await pass(16);
    expect(asked.map(({ query }) => query.offset)).toEqual([20]);
  });

  test('has one question under way, and asks the latest wish next', async () => {
    want(first);
    await pass(16);
    want({ ...first, offset: 10 });
    want({ ...first, offset: 20 });
    await pass(500);
    expect(asked).toHaveLength(1);
    await question(0).answer('first');
    await pass(16);
    expect(answers).toEqual(['first']);
    expect(asked.map(({ query }) => query.offset)).toEqual([0, 20]);
  });

  test('calls off a question that nobody wants answered, and drops its answer', async () => {
    want(first);
    await pass(16);
    want({ filter: 'udp', offset: 0 });
    expect(question(0).signal.aborted).toBe(true);
    await pass(16);
    await question(0).answer('old');
    await question(1).answer('new');
    expect(answers).toEqual(['new']);
  });

  test('asks again when the table moved, but not more often than the gap allows', async () => {
    want(first);
    await pass(16);
    await question(0).answer('one');
    for (let movement = 0; movement < 50; movement += 1) {
      loop.moved();
      await pass(1);
    }
    expect(asked).toHaveLength(1);
    await pass(50);
    expect(asked).toHaveLength(2);
  });

  test('asks again after a movement that came while it was asking', async () => {
    want(first);
    await pass(16);
    loop.moved();
    await question(0).answer('one');
    await pass(100);
    expect(asked).toHaveLength(2);
  });

  test('does not make scrolling wait for the gap', async () => {
    want(first);
    await pass(16);
    await question(0).answer('one');
    loop.moved();
    want({ ...first, offset: 50 });
    await pass(16);
    expect(asked).toHaveLength(2);
  });

  test('rests while nothing is wanted', async () => {
    want(first);
    await pass(16);
    want(null);
    await question(0).answer('late');
    loop.moved();
    await pass(1_000);
    expect(asked).toHaveLength(1);
    expect(answers).toEqual([]);
  });

  test('tells of a failure and goes on', async () => {
    want(first);
    await pass(16);
    await question(0).fail();
    expect(errors).toHaveLength(1);
    loop.moved();
    await pass(200);
    expect(asked).toHaveLength(2);
  });
});
