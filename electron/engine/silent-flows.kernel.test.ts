import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillTable } from '../../e2e/fixtures/fill-table.ts';
import { openLive, startTestEngine, stateWhen, type TestEngine } from '../../e2e/fixtures/test-engine.ts';

const targetId = 'sandbox';

let engine: TestEngine;
beforeEach(async () => {
  engine = startTestEngine();
  await openLive(engine.client, targetId);
});
afterEach(() => engine.stop());

/** Sets nf_conntrack_events in the sandbox: 0 none, 1 of all flows, 2 of those made while somebody listened. */
async function setEvents(value: 0 | 1 | 2): Promise<void> {
  const { namespace } = engine.kernelTable();
  await namespace.run('tee', ['/proc/sys/net/netfilter/nf_conntrack_events'], String(value));
}

async function endFlow(number: number): Promise<void> {
  await engine
    .kernelTable()
    .conntrack('-D', '-p', 'tcp', '--orig-src', '10.1.0.0', '--sport', String(number));
}

const flowsBecome = (count: number) =>
  stateWhen(engine.client, targetId, ({ phase, flows }) => phase === 'live' && flows === count);

describe('flows of which the kernel tells nothing', () => {
  it('show and go with the next listing, where it sends no events', async () => {
    await setEvents(0);
    await fillTable(engine.holderPid(), 0, 20);
    const come = await flowsBecome(20);
    expect(come).toMatchObject({ eventCount: 0, appeared: 20, sysctls: { nf_conntrack_events: 0 } });
    await endFlow(7);
    const gone = await flowsBecome(19);
    expect(gone).toMatchObject({ eventCount: 0, vanished: 1 });
    expect(gone.listedAt).toBeGreaterThan(come.listedAt ?? Number.NaN);
  });

  it('because nobody listened when they were made go with the next listing, among others that tell', async () => {
    // Made while it sends none they are as if made before anybody listened.
    await setEvents(0);
    await fillTable(engine.holderPid(), 0, 20);
    await setEvents(2);
    const { listedAt } = await flowsBecome(20);
    await endFlow(7);
    await fillTable(engine.holderPid(), 20, 25);
    const heard = await flowsBecome(25);
    expect(heard).toMatchObject({ eventCount: 5, listedAt });
    const gone = await flowsBecome(24);
    expect(gone).toMatchObject({ eventCount: 5, vanished: 1 });
    await endFlow(21);
    expect(await flowsBecome(23)).toMatchObject({ eventCount: 6 });
  });
});
