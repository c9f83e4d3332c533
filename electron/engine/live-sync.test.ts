import { afterEach, describe, expect, it, vi } from 'vitest';
import { done, entry, garbage, Interrupted, type Told } from '../../e2e/fixtures/told-executor.ts';
import { openToldSync } from './sync.test-support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Opens a table that answers as told; what is answered follows it. */
async function follow(told: Told) {
  const { table, sync } = await openToldSync(told);
  return {
    table,
    sync,
    /** Waits for a moment after which the picture is called true. */
    settled: async (after = 0) => {
      await vi.waitFor(() => expect(sync.listedAt).toBeGreaterThan(after), { interval: 1, timeout: 4000 });
      return sync.listedAt ?? 0;
    },
  };
}

const both = [entry(1), entry(2), done()];

describe('a listing', () => {
  it.each([
    ['in one of its entries', [entry(1, Interrupted), done()]],
    ['at its end', [entry(1), done(Interrupted)]],
  ])('that the kernel calls interrupted %s is not the picture: it is done again', async (_, interrupted) => {
    const { sync, table, settled } = await follow({ listings: [interrupted, both] });
    await settled();
    expect([sync.phase, table.flows]).toEqual(['live', 2]);
  });

  it('that was interrupted ends no flow, though it did not hold it', async () => {
    const interrupted = [entry(1), done(Interrupted)];
    const { sync, table, settled } = await follow({ listings: [both, interrupted, both] });
    const before = await settled();
    sync.listSoon();
    await settled(before);
    expect([table.flows, table.vanished]).toEqual([2, 0]);
  });

  it('with an entry twice counts it once', async () => {
    const { table, settled } = await follow({ listings: [[entry(1), entry(2), entry(1), done()]] });
    await settled();
    expect([table.flows, table.appeared]).toEqual([2, 0]);
  });

  it('with an entry that can’t be read ends no flow, and says that it failed', async () => {
    const { sync, table, settled } = await follow({ listings: [both, [entry(1), garbage(), done()], both] });
    const before = await settled();
    sync.listSoon();
    await vi.waitFor(() => expect(sync.phase).toBe('resyncing'));
    expect(sync.error?.message).toBe('An entry of the table could not be read.');
    expect([table.flows, table.vanished]).toEqual([2, 0]);
    sync.listSoon();
    await settled(before);
    expect([sync.phase, sync.error]).toEqual(['live', null]);
  });

  it('follows, as after a loss, where an event can’t be read', async () => {
    const { sync, settled } = await follow({ listings: [both], unasked: garbage() });
    await settled();
    expect(sync.losses).toMatchObject({ count: 1, repairedAt: expect.any(Number) });
  });

  it('follows at once what brings flows without events, also where that fails before its end', async () => {
    const { table, sync, settled } = await follow({ listings: [[entry(1), done()], both], events: 0 });
    await settled();
    const bring = async () => {
      throw new RangeError('the file ends here');
    };
    await expect(sync.whileManyCome(1, bring)).rejects.toThrow('the file ends here');
    await vi.waitFor(() => expect(table.flows).toBe(2), { interval: 1 });
  });

  it.each([
    ['it told nothing new and events tell what comes and goes', 1, both, 150],
    ['it told something new', 1, [entry(1), done()], 50],
    ['the kernel sends no events', 0, both, 50],
    ['the kernel sends no events of flows that nobody listened to when they were made', 2, both, 50],
    ['it failed', 1, [entry(1), entry(2), garbage(), done()], 50],
  ])('is followed by the next, where %s, in its share of the time', async (_, events, second, share) => {
    const tookMs = 120;
    const listings = [both, second];
    const { sync, settled } = await follow({ listings, events, listingTakesMs: tookMs + 5 });
    await settled();
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const startedAt = performance.now();
    sync.listSoon();
    const pause = await vi.waitFor(
      () => {
        const asked = setTimer.mock.calls.map(([, milliseconds = 0]) => milliseconds);
        expect(Math.max(...asked)).toBeGreaterThanOrEqual(5000);
        return Math.max(...asked);
      },
      { interval: 5, timeout: 4000 },
    );
    // The shares are a factor of three apart; the listing took no longer than the test waited.
    expect(pause / share).toBeGreaterThanOrEqual(tookMs);
    expect(pause / share).toBeLessThan(performance.now() - startedAt);
  });
});
