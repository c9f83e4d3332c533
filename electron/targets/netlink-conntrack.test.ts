import { expect, it } from 'vitest';
import { ignoreEvents } from '../../e2e/fixtures/kernel.ts';
import { openTold } from '../../e2e/fixtures/told-executor.ts';

it('makes room for labels once, and tries again where that failed', async () => {
  const outcomes = ['fails', 'succeeds', 'fails'];
  const conntrack = await openTold(
    {
      listings: [],
      makeRoomForLabels: async () => {
        if (outcomes.shift() === 'fails') throw new RangeError('nft is missing');
      },
    },
    { sink: ignoreEvents, onLoss: () => undefined, onLog: () => undefined },
  );
  await expect(conntrack.makeRoomForLabels()).rejects.toThrow('nft is missing');
  await conntrack.makeRoomForLabels();
  await conntrack.makeRoomForLabels();
  expect(outcomes).toEqual(['fails']);
  await conntrack.close();
});
