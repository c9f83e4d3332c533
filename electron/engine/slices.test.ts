import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inSlices } from './slices.ts';

/** Work that goes on until somebody else had a turn; answers in how many steps. */
function* untilTurns(others: { turns: number }, turns: number): Generator<undefined, number> {
  let steps = 0;
  for (; others.turns < turns; steps++) yield;
  return steps;
}

describe('long work', () => {
  it('lets others have their turn in its pauses, though not in each of them', async () => {
    const others = { turns: 0 };
    const steps = inSlices('test', untilTurns(others, 3));
    for (; others.turns < 3; others.turns++) await turn();
    expect(await steps).toBeGreaterThan(100);
  });

  it('does what is to be done at its end also where its signal is aborted', async () => {
    const others = { turns: 0 };
    const stop = new AbortController();
    function* work(): Generator<undefined, void> {
      try {
        yield* untilTurns(others, 1);
      } finally {
        others.turns = 7;
      }
    }
    stop.abort();
    await expect(inSlices('test', work(), stop.signal)).rejects.toMatchObject({
      data: { code: 'cancelled' },
    });
    expect(others.turns).toBe(7);
  });

  it('ends in a pause once its signal is aborted', async () => {
    const stop = new AbortController();
    const steps = inSlices('test', untilTurns({ turns: 0 }, 1), stop.signal);
    setImmediate(() => stop.abort());
    await expect(steps).rejects.toMatchObject({ data: { code: 'cancelled' } });
  });
});
