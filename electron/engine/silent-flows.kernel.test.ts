import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillTable } from '../../e2e/fixtures/fill-table.ts';
import { openLive, startTestEngine, stateWhen, type TestEngine } from '../../e2e/fixtures/test-engine.ts';
import type { TargetState } from '../../shared/target-state.ts';

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

/** Has the table listed, and answers what it is then. The next listing is at least five seconds away. */
async function list(): Promise<TargetState> {
  const asked = Date.now();
  await engine.client.call('target.relist', { targetId });
  return stateWhen(
    engine.client,
    targetId,
    ({ phase, listedAt }) => phase === 'live' && listedAt !== null && listedAt >= asked,
  );
}

describe('flows of which the kernel tells nothing', () => {
  it('show and go with the next listing, where it sends no events', async () => {
    await setEvents(0);
    await fillTable(engine.holderPid(), 0, 20);
    expect(await list()).toMatchObject({
      flows: 20,
      eventCount: 0,
      appeared: 20,
      sysctls: { nf_conntrack_events: 0 },
    });
    await endFlow(7);
    expect(await list()).toMatchObject({ flows: 19, eventCount: 0, vanished: 1 });
  });

  it('go at once where somebody looks at them, because those are read each second', async () => {
    await setEvents(0);
    await fillTable(engine.holderPid(), 0, 20);
    const { listedAt } = await list();
    await endFlow(7);
    await engine.client.call('flows.query', { targetId, filter: '', sort: [], offset: 0, limit: 50 });
    expect(await flowsBecome(19)).toMatchObject({ listedAt, vanished: 1 });
  });

  it('because nobody listened when they were made go with the next listing, among others that tell', async () => {
    // Made while it sends none they are as if made before anybody listened.
    await setEvents(0);
    await fillTable(engine.holderPid(), 0, 20);
    await setEvents(2);
    const { flows, listedAt } = await list();
    expect(flows).toBe(20);
    await endFlow(7);
    await fillTable(engine.holderPid(), 20, 25);
    expect(await flowsBecome(25)).toMatchObject({ eventCount: 5, listedAt });
    expect(await list()).toMatchObject({ flows: 24, eventCount: 5, vanished: 1 });
    await endFlow(21);
    expect(await flowsBecome(23)).toMatchObject({ eventCount: 6 });
  });
});
