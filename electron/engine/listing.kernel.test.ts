import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillTable } from '../../e2e/fixtures/fill-table.ts';
import { firstZones } from '../../e2e/fixtures/first-zones.ts';
import { openLive, startTestEngine, stateWhen, type TestEngine } from '../../e2e/fixtures/test-engine.ts';

const target = { targetId: 'sandbox' };
const FLOWS = 60_000;

describe('the first listing of a large table', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = startTestEngine();
    await openLive(engine.client, target.targetId);
    await fillTable(engine.holderPid(), 0, FLOWS);
    await stateWhen(engine.client, target.targetId, ({ flows }) => flows === FLOWS);
    // The table stays with its holder; who opens it again has to list it.
    await engine.client.call('target.close', target);
  });
  afterAll(() => engine.stop());

  it('tells how many flows there are, can be stopped, and be made good for', async () => {
    const opened = await engine.client.call('target.open', target);
    expect(opened).toMatchObject({ phase: 'listing', listing: { expected: FLOWS } });

    const stopped = await engine.client.call('target.stopListing', target);
    expect(stopped).toMatchObject({ phase: 'partial', listing: null, listedAt: null });
    expect(stopped.flows).toBeLessThan(FLOWS);

    await engine.client.call('target.relist', target);
    const live = await stateWhen(engine.client, target.targetId, ({ phase }) => phase === 'live');
    expect(live).toMatchObject({ flows: FLOWS, error: null });
    expect(await engine.client.call('zones.usage', firstZones)).toMatchObject({ total: FLOWS });
  });

  it('does nothing when there is no first listing to stop', async () => {
    expect(await engine.client.call('target.stopListing', target)).toMatchObject({ phase: 'live' });
  });
});
