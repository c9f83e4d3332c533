import { beforeEach, describe, expect, it } from 'vitest';
import { UnheardEvents, type UnheardKind } from './unheard-events.ts';

/** What a table was told, in order. */
let told: string[];
let logged: string[];
let unheard: UnheardEvents;
beforeEach(() => {
  told = [];
  logged = [];
  unheard = new UnheardEvents((line) => logged.push(line));
});

const table = {
  async listen(kind: UnheardKind, on: boolean) {
    told.push(`${kind} ${on ? 'on' : 'off'}`);
  },
  async close() {
    told.push('closed');
  },
};
const deaf = {
  ...table,
  async listen(kind: UnheardKind, on: boolean) {
    await table.listen(kind, on);
    if (on) throw new Error('no');
  },
};

/** A work that goes on until it is ended. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { act: () => promise, end: resolve, fail: reject };
}

describe('events of a kind', () => {
  it('are not listened to while a work is under way, and then again', async () => {
    const { act, end } = work();
    const during = unheard.during(table, 'new', act);
    await expect.poll(() => unheard.isAny).toBe(true);
    expect(told).toEqual(['new off']);
    end();
    await during;
    expect(told).toEqual(['new off', 'new on']);
    expect(unheard).toMatchObject({ isAny: false, begun: 1 });
  });

  it('are listened to again when the last of several works is over', async () => {
    const [one, other] = [work(), work()];
    const both = [unheard.during(table, 'new', one.act), unheard.during(table, 'new', other.act)];
    one.end();
    await both[0];
    expect(told).toEqual(['new off', 'new off']);
    expect(unheard.isAny).toBe(true);
    other.end();
    await both[1];
    expect(told).toEqual(['new off', 'new off', 'new on']);
  });

  it('do not wait for works that leave out the other kind', async () => {
    const [coming, going] = [work(), work()];
    const came = unheard.during(table, 'new', coming.act);
    const went = unheard.during(table, 'destroyed', going.act);
    coming.end();
    await came;
    expect(told).toEqual(['new off', 'destroyed off', 'new on']);
    expect(unheard.isAny).toBe(true);
    going.end();
    await went;
    expect(unheard.begun).toBe(2);
  });

  it('are listened to again after a work that failed, whose failure is told', async () => {
    const { act, fail } = work();
    const during = unheard.during(table, 'destroyed', act);
    fail(new Error('refused'));
    await expect(during).rejects.toThrow('refused');
    expect(told).toEqual(['destroyed off', 'destroyed on']);
  });
});

it('a table that cannot be listened to again is let go of, so that another way to it is found', async () => {
  await unheard.during(deaf, 'new', async () => {});
  expect(told).toEqual(['new off', 'new on', 'closed']);
  expect(logged).toHaveLength(1);
});

it('nothing is done where listening cannot be ended', async () => {
  const busy = { ...table, listen: () => Promise.reject(new Error('lost')) };
  let isDone = false;
  const during = unheard.during(busy, 'new', async () => {
    isDone = true;
  });
  await expect(during).rejects.toThrow('lost');
  expect([isDone, unheard.isAny, unheard.begun]).toEqual([false, false, 0]);
});
