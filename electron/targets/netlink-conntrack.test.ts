import { afterEach, describe, expect, it } from 'vitest';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { done, entry, Interrupted, openTold, type Told } from '../../e2e/fixtures/told-executor.ts';
import type { Conntrack } from './conntrack.ts';

const opened: Conntrack[] = [];

afterEach(async () => {
  for (const conntrack of opened.splice(0)) await conntrack.close();
});

async function open(told: Told): Promise<Conntrack> {
  const conntrack = await openTold(told, {
    sink: ignoreEvents,
    onLoss: () => undefined,
    onLog: () => undefined,
  });
  opened.push(conntrack);
  return conntrack;
}

it('makes room for labels once, and tries again where that failed', async () => {
  const outcomes = ['fails', 'succeeds', 'fails'];
  const conntrack = await open({
    listings: [],
    makeRoomForLabels: async () => {
      if (outcomes.shift() === 'fails') throw new RangeError('nft is missing');
    },
  });
  await expect(conntrack.makeRoomForLabels()).rejects.toThrow('nft is missing');
  await conntrack.makeRoomForLabels();
  await conntrack.makeRoomForLabels();
  expect(outcomes).toEqual(['fails']);
});

describe('a part of the table that is to be kept', () => {
  const three = [entry(1), entry(2), entry(3), done()];

  it.each([
    ['is kept whole up to so many flows', 3, 3],
    ['is counted only, where there are more', 2, null],
  ])('%s', async (_, most, kept) => {
    const conntrack = await open({ listings: [three] });
    const part = await conntrack.keepPart({}, most);
    expect(part).toMatchObject({ flows: 3, interrupted: false });
    expect(part.kept?.count ?? null).toBe(kept);
  });

  it('says when the listing was interrupted', async () => {
    const conntrack = await open({ listings: [[entry(1), done(Interrupted)]] });
    expect(await conntrack.keepPart({}, 3)).toMatchObject({ flows: 1, interrupted: true });
  });
});
